//! The write side: state folded from one stream, on which commands are decided.

mod call;
mod decide;
mod load;

pub use call::{DECIDE_ATTEMPTS_MAX, DecideCall, Decision};
pub use load::LoadedStream;

use crate::model::Event;

/// State of one stream for decisions; derive it.
///
/// ```
/// use gundb::prelude::*;
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Deposited { cents: i64 },
/// }
///
/// #[derive(Stream, Default)]
/// #[stream(name = "account", event = AccountEvent)]
/// struct Account {
///     balance: i64,
/// }
///
/// impl Apply<AccountEvent> for Account {
///     fn apply(&mut self, event: AccountEvent) {
///         match event {
///             AccountEvent::Deposited { cents } => self.balance += cents,
///         }
///     }
/// }
/// ```
pub trait Stream: Apply<Self::Event> + Default + Send + 'static {
    /// Events of the stream.
    type Event: Event;
}

/// How one event changes the state. Pure: the same events give the same state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how `{E}` changes it",
    label = "no `Apply<{E}>`",
    note = "implement `gundb::Apply<{E}>` for it"
)]
pub trait Apply<E> {
    /// Takes an event in.
    fn apply(&mut self, event: E);
}
