//! A session over a store and a carrier: does what the session says until it is over.

use std::collections::VecDeque;

use super::carrier::{CarrierError, Transport};
use super::outbox::{Heard, Outbox};
use crate::error::{Error, Result};
use crate::replication::protocol::{Input, Session, SessionAction, Summary};
use crate::replication::{EventSink, EventSource};

/// What to do where the other node is gone: nothing of a session is kept, so the next one does it.
const AGAIN: &str = "what had arrived is kept: sync again";

/// Who says the first word of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// This node. Both may be this: then one of them answers the other.
    Initiator,
    /// The other node. Two nodes that both are this wait for each other for ever.
    Responder,
}

/// Meets the node at the other end of a carrier: afterwards each holds what the other held when the
/// session began.
///
/// While it sends it receives. It holds in memory what the session lets be on its way, which is two
/// messages of events each way ([`WINDOW`](crate::replication::limits::WINDOW)), and, while nodes
/// compare, one answer, which reports at most all heads of this node once. A node that sends and
/// does not read is not listened to any more once 8 messages wait for it.
///
/// There is no time limit: a caller that has one drops the future. That may be done at any time:
/// what was stored stays, and events that were just given to the store are stored whole or not at
/// all. The other node sees the carrier end, and the next session goes on from there.
///
/// ```
/// use gundb::prelude::*;
/// use gundb::transport::{ByteStream, Role, run_session};
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Deposited { cents: i64 },
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> gundb::Result<()> {
/// let ship = Gundb::open("sqlite::memory:").await?;
/// let shore = Gundb::open("sqlite::memory:").await?;
/// ship.append("alice", Expect::Any, [AccountEvent::Deposited { cents: 500 }]).await?;
///
/// // Whatever carries bytes both ways: a socket, the standard input and output of a program.
/// let (here, there) = tokio::io::duplex(1024);
/// let (sent, taken) = tokio::try_join!(
///     run_session(&ship, ByteStream::over(here), Role::Initiator),
///     run_session(&shore, ByteStream::over(there), Role::Responder),
/// )?;
/// assert_eq!((sent.sent, taken.received.new), (1, 1));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Whatever keeps the two from having reported all to each other; [`Summary::ended`] of what is
/// returned is never an error. What was stored until then stays.
///
/// - [`Error::is_refused`]: one of the two broke the session off (their spaces differ, what came is
///   no message or may not come there, the other one's store failed); its detail is a
///   [`Refusal`](crate::replication::Refusal).
/// - [`Error::is_unavailable`]: the carrier failed, and its error is the source; or the other node
///   disappeared; or this store can't be read or written just now.
/// - Every other error is one of this store's.
pub async fn run_session<N, T>(node: &N, transport: T, role: Role) -> Result<Summary>
where
    N: EventSource + EventSink,
    T: Transport,
{
    let (sender, mut receiver) = transport.split();
    let mut outbox = Outbox::new(sender);
    let (mut session, mut actions) = begin(node, role).await;
    let mut summary = loop {
        let input = match actions.pop_front() {
            Some(SessionAction::Send(message)) => {
                outbox.push(message);
                continue;
            }
            Some(SessionAction::Load(load)) => {
                outbox.beside(node.runs(load)).await.map_or_else(Input::Failed, Input::Loaded)
            }
            Some(SessionAction::Store(runs)) => {
                outbox.beside(node.receive(runs)).await.map_or_else(Input::Failed, Input::Stored)
            }
            Some(SessionAction::Done(summary)) => break summary,
            None => match outbox.hear(&mut receiver).await {
                Heard::Message(bytes) => Input::from_bytes(&bytes),
                Heard::End(error) => return Err(disappeared(error)),
                Heard::Failed(error) => return Err(failed(error)),
            },
        };
        actions.extend(session.step(input));
    };
    let sent = outbox.finish(&mut receiver).await;
    // Why a session ended says more than that this could not be reported to the other node.
    std::mem::replace(&mut summary.ended, Ok(()))?;
    sent.map_err(failed)?;
    Ok(summary)
}

/// The session, and what it begins with. Where the store fails the other node is informed, as it
/// would wait otherwise.
async fn begin(node: &impl EventSource, role: Role) -> (Session, VecDeque<SessionAction>) {
    let (heads, first) = match (node.heads().await, role) {
        (Err(error), _) => (Vec::new(), Some(Input::Failed(error))),
        (Ok(heads), Role::Initiator) => (heads, Some(Input::Started)),
        (Ok(heads), Role::Responder) => (heads, None),
    };
    let mut session = Session::new(node.space(), heads);
    let actions = first.map(|first| session.step(first)).unwrap_or_default();
    (session, actions.into())
}

fn disappeared(error: Option<CarrierError>) -> Error {
    let message = format!("the other node disappeared in the middle of the session; {AGAIN}");
    match error {
        Some(error) => Error::unavailable(message, error),
        None => Error::closed(message),
    }
}

fn failed(error: CarrierError) -> Error {
    Error::unavailable(format!("the connection to the other node failed: {error}; {AGAIN}"), error)
}
