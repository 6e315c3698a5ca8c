//! What carries the messages of a session from one node to another.

use std::error::Error as StdError;

/// Why a carrier failed: any error, as it is. The session's error has it as its source.
pub type CarrierError = Box<dyn StdError + Send + Sync>;

/// A way to one other node and back, for one session of [`run_session`](super::run_session()).
///
/// A carrier takes messages to the other node in the order in which they were sent, each as it was
/// or not at all. Of a message that comes changed, late or twice a session makes the best, or ends.
/// A carrier has two halves because both sides of a session send much at the same time: each must
/// be able to send while it receives, or two nodes that both send would wait for each other.
///
/// A pair of halves is a carrier. Where bytes come as a stream instead of messages, as from a pipe
/// or a socket, [`ByteStream`](crate::transport::ByteStream) does all of it.
///
/// ```
/// use gundb::prelude::*;
/// use gundb::transport::{CarrierError, MessageReceiver, MessageSender, Role, run_session};
/// use tokio::sync::mpsc;
///
/// struct Out(mpsc::Sender<Vec<u8>>);
/// struct In(mpsc::Receiver<Vec<u8>>);
///
/// impl MessageSender for Out {
///     async fn send(&mut self, message: Vec<u8>) -> Result<(), CarrierError> {
///         Ok(self.0.send(message).await?)
///     }
/// }
///
/// impl MessageReceiver for In {
///     async fn receive(&mut self) -> Result<Option<Vec<u8>>, CarrierError> {
///         Ok(self.0.recv().await)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> gundb::Result<()> {
/// let ship = Gundb::open("sqlite::memory:").await?;
/// let shore = Gundb::open("sqlite::memory:").await?;
/// let ((to_shore, from_ship), (to_ship, from_shore)) = (mpsc::channel(1), mpsc::channel(1));
/// tokio::try_join!(
///     run_session(&ship, (Out(to_shore), In(from_shore)), Role::Initiator),
///     run_session(&shore, (Out(to_ship), In(from_ship)), Role::Responder),
/// )?;
/// # Ok(())
/// # }
/// ```
pub trait Transport: Send {
    /// The half that sends.
    type Sender: MessageSender;
    /// The half that receives.
    type Receiver: MessageReceiver;

    /// Takes the carrier apart. Both halves are dropped when the session is over.
    fn split(self) -> (Self::Sender, Self::Receiver);
}

/// The half of a carrier that sends.
pub trait MessageSender: Send {
    /// Sends one message: most often about 1 MiB or less, and at most
    /// [`MESSAGE_BYTES_MAX`](crate::replication::limits::MESSAGE_BYTES_MAX) bytes.
    ///
    /// It waits until there is room for the message, and is ready once the carrier passes it on by
    /// itself, whether or not anything is sent after it. Whether it came, the session finds out.
    /// The future is awaited to its end, or else the sender is dropped with it.
    ///
    /// # Errors
    /// The carrier failed, or the other node is gone. Nothing is sent after that.
    fn send(&mut self, message: Vec<u8>) -> impl Future<Output = Result<(), CarrierError>> + Send;

    /// Tells the other node that nothing more will be sent, where dropping the sender does not.
    ///
    /// It is called once everything was sent. There is no error to give back, as the session is
    /// over by then: the other node has all it needs, or finds out by itself.
    fn close(&mut self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}

/// The half of a carrier that receives.
pub trait MessageReceiver: Send {
    /// The bytes of the next message, whatever they are: a session refuses what is none. `None`
    /// where the other node sends no more.
    ///
    /// A carrier holds back what nobody has asked for yet, as a pipe does that is full: what it
    /// stores instead is in nobody's bounds. It should refuse, without reading it, what is longer
    /// than [`MESSAGE_BYTES_MAX`](crate::replication::limits::MESSAGE_BYTES_MAX). The future is
    /// awaited to its end, or else the receiver is dropped with it.
    ///
    /// # Errors
    /// The carrier failed. Nothing is asked of it after that.
    fn receive(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, CarrierError>> + Send;
}

impl<S: MessageSender, R: MessageReceiver> Transport for (S, R) {
    type Sender = S;
    type Receiver = R;

    fn split(self) -> (S, R) {
        self
    }
}
