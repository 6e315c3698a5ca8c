//! What is still to be sent while a session goes on.

use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;

use super::carrier::{CarrierError, MessageReceiver, MessageSender};
use crate::replication::protocol::Message;

/// With as many messages as this still to be sent, nothing is received: a node that sends and does
/// not read would make its answers pile up here.
///
/// Two honest nodes never wait for each other by this. One that has this many still to send is
/// answering in the comparison. The other one waits for that answer: it has nothing more to send
/// than two messages of events, two that acknowledge, and its end, so it is receiving.
const LEFT_MAX: usize = 8;

/// The messages that are still to be sent, and the half of a carrier that sends them.
pub(super) struct Outbox<'a, S> {
    /// Here while no message is on its way.
    sender: Option<S>,
    /// A message that the carrier is taking. Once begun it is finished, as half of a message would
    /// make a stream of bytes unreadable.
    on_its_way: Option<BoxFuture<'a, (S, Result<(), CarrierError>)>>,
    waiting: VecDeque<Message>,
    /// Why nothing is sent any more.
    failure: Option<CarrierError>,
}

/// What came of listening.
pub(super) enum Heard {
    /// The bytes of a message.
    Message(Vec<u8>),
    /// The other node sends no more; and where nothing could be sent to it either, why.
    End(Option<CarrierError>),
    /// One half of the carrier failed.
    Failed(CarrierError),
}

impl<'a, S: MessageSender + 'a> Outbox<'a, S> {
    pub(super) fn new(sender: S) -> Self {
        Self { sender: Some(sender), on_its_way: None, waiting: VecDeque::new(), failure: None }
    }

    /// Takes a message, which is sent by whatever of this outbox is awaited next.
    pub(super) fn push(&mut self, message: Message) {
        if self.failure.is_none() {
            self.waiting.push_back(message);
        }
    }

    /// Does something else, and sends meanwhile. What waits is offered to the carrier before that
    /// is begun, and so before anything else is heard.
    pub(super) async fn beside<T>(&mut self, other: impl Future<Output = T>) -> T {
        let mut other = pin!(other);
        poll_fn(|context| {
            let _ = self.poll_sent(0, context);
            other.as_mut().poll(context)
        })
        .await
    }

    /// The next message. Where nothing can be sent any more, what has come by then is heard still,
    /// as it may say why the other node left; but nothing is waited for.
    pub(super) async fn hear(&mut self, receiver: &mut impl MessageReceiver) -> Heard {
        poll_fn(|context| self.poll_sent(LEFT_MAX, context)).await;
        let mut receiving = pin!(receiver.receive());
        poll_fn(|context| {
            let _ = self.poll_sent(0, context);
            let heard = match receiving.as_mut().poll(context) {
                Poll::Ready(Ok(Some(bytes))) => Heard::Message(bytes),
                Poll::Ready(Ok(None)) => Heard::End(self.failure.take()),
                Poll::Ready(Err(error)) => Heard::Failed(error),
                Poll::Pending => match self.failure.take() {
                    Some(error) => Heard::Failed(error),
                    None => return Poll::Pending,
                },
            };
            Poll::Ready(heard)
        })
        .await
    }

    /// Sends all that is left, and closes the sender. What comes meanwhile is thrown away: were it
    /// not taken, two nodes that both break a session off could wait for each other.
    ///
    /// # Errors
    /// Something could not be sent.
    pub(super) async fn finish(
        mut self,
        receiver: &mut impl MessageReceiver,
    ) -> Result<(), CarrierError> {
        let mut throwing_away = pin!(async {
            while let Ok(Some(_)) = receiver.receive().await {}
            pending::<()>().await;
        });
        poll_fn(|context| {
            let sent = self.poll_sent(0, context);
            if sent.is_pending() {
                let _ = throwing_away.as_mut().poll(context);
            }
            sent
        })
        .await;
        if let Some(error) = self.failure {
            return Err(error);
        }
        if let Some(sender) = &mut self.sender {
            sender.close().await;
        }
        Ok(())
    }

    /// Sends; ready as soon as no more messages than `left_max` are still to be sent.
    fn poll_sent(&mut self, left_max: usize, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Some(sending) = &mut self.on_its_way {
                let Poll::Ready((sender, sent)) = sending.as_mut().poll(context) else {
                    let is_enough = self.waiting.len() < left_max;
                    return if is_enough { Poll::Ready(()) } else { Poll::Pending };
                };
                (self.on_its_way, self.sender) = (None, Some(sender));
                if let Err(error) = sent {
                    self.waiting.clear();
                    self.failure = Some(error);
                }
            } else if let Some(message) = self.waiting.pop_front() {
                self.on_its_way =
                    self.sender.take().map(|sender| sending(sender, message.encode()));
            } else {
                return Poll::Ready(());
            }
        }
    }
}

fn sending<'a, S>(mut sender: S, bytes: Vec<u8>) -> BoxFuture<'a, (S, Result<(), CarrierError>)>
where
    S: MessageSender + 'a,
{
    Box::pin(async move {
        let sent = sender.send(bytes).await;
        (sender, sent)
    })
}
