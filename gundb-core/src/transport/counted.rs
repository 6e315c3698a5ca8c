//! What goes over a carrier, counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::carrier::{CarrierError, MessageReceiver, MessageSender, Transport};

/// A carrier, or half of one, whose messages are counted.
///
/// ```
/// use gundb::prelude::*;
/// use gundb::transport::{ByteStream, Counted, Role, Traffic, run_session};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> gundb::Result<()> {
/// let ship = Gundb::open("sqlite::memory:").await?;
/// let shore = Gundb::open("sqlite::memory:").await?;
/// let (here, there) = tokio::io::duplex(1024);
/// let traffic = Traffic::default();
/// let counted = Counted::new(ByteStream::over(here), &traffic);
/// tokio::try_join!(
///     run_session(&ship, counted, Role::Initiator),
///     run_session(&shore, ByteStream::over(there), Role::Responder),
/// )?;
/// assert_eq!((traffic.sent().messages, traffic.received().messages), (1, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Counted<T> {
    inner: T,
    traffic: Traffic,
}

/// What went over a carrier so far. Clones count together, and can be read at any time.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    counters: Arc<Counters>,
}

/// How much went one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Amount {
    /// Messages that the carrier took or gave whole.
    pub messages: u64,
    /// Bytes of them, without what the carrier itself adds.
    pub bytes: u64,
}

#[derive(Debug, Default)]
struct Counters {
    sent: Counter,
    received: Counter,
}

#[derive(Debug, Default)]
struct Counter {
    messages: AtomicU64,
    bytes: AtomicU64,
}

impl<T> Counted<T> {
    /// Counts what goes over a carrier from now on, in addition to what `traffic` counted before.
    pub fn new(inner: T, traffic: &Traffic) -> Self {
        Self { inner, traffic: traffic.clone() }
    }
}

impl Traffic {
    /// What was sent.
    pub fn sent(&self) -> Amount {
        self.counters.sent.amount()
    }

    /// What was received.
    pub fn received(&self) -> Amount {
        self.counters.received.amount()
    }
}

impl Counter {
    fn add(&self, bytes: usize) {
        self.messages.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn amount(&self) -> Amount {
        let [messages, bytes] =
            [&self.messages, &self.bytes].map(|counter| counter.load(Ordering::Relaxed));
        Amount { messages, bytes }
    }
}

impl<T: Transport> Transport for Counted<T> {
    type Sender = Counted<T::Sender>;
    type Receiver = Counted<T::Receiver>;

    fn split(self) -> (Self::Sender, Self::Receiver) {
        let (sender, receiver) = self.inner.split();
        (Counted::new(sender, &self.traffic), Counted::new(receiver, &self.traffic))
    }
}

impl<S: MessageSender> MessageSender for Counted<S> {
    async fn send(&mut self, message: Vec<u8>) -> Result<(), CarrierError> {
        let bytes = message.len();
        self.inner.send(message).await?;
        self.traffic.counters.sent.add(bytes);
        Ok(())
    }

    async fn close(&mut self) {
        self.inner.close().await;
    }
}

impl<R: MessageReceiver> MessageReceiver for Counted<R> {
    async fn receive(&mut self) -> Result<Option<Vec<u8>>, CarrierError> {
        let received = self.inner.receive().await?;
        if let Some(message) = &received {
            self.traffic.counters.received.add(message.len());
        }
        Ok(received)
    }
}
