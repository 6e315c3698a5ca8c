//! Folds written by hand.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::Timestamp;

use super::View;
use crate::error::Error;
use crate::fold::{Apply, Codes, EventContext, FoldEvent};
use crate::model::{Event, Origin, Value};

/// Where an event stands, as a hand-written fold sees it.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    recorded_at: Timestamp,
    origin: Origin,
}

impl Moment {
    /// When its origin recorded the event; informative only, clocks differ.
    pub fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// Who wrote it.
    pub fn origin(&self) -> Origin {
        self.origin
    }
}

/// How events change a row, where rules can't say it: `#[view(fold)]` on the view.
///
/// Columns without a rule are this code's; the others are folded before it runs, and it can read
/// them. It is pure: the same events give the same row on every node, so it asks no clock, no
/// random number, no file. Where it panics, the event is skipped for this view, the row stays as it
/// was, and the event is listed; once the code is repaired, opening the database folds it after
/// all. Raise the view's version when you change what the code does.
///
/// ```
/// use gundb::prelude::*;
/// use gundb::view::{Fold, Moment};
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Deposited { cents: i64 },
///     Withdrawn { cents: i64 },
/// }
///
/// #[derive(View)]
/// #[view(table = "peaks", event = AccountEvent, fold)]
/// struct Peak {
///     #[view(key)]
///     id: String,
///     #[view(add(Deposited.cents), sub(Withdrawn.cents))]
///     balance: i64,
///     highest: i64,
/// }
///
/// impl Fold<AccountEvent> for Peak {
///     fn fold(&mut self, _: &AccountEvent, _: &Moment) {
///         self.highest = self.highest.max(self.balance);
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how `{E}` changes its rows",
    label = "no `Fold<{E}>`",
    note = "the view says `fold`: implement `gundb::view::Fold<{E}>` for it"
)]
pub trait Fold<E>: View {
    /// Takes an event into the row.
    fn fold(&mut self, event: &E, at: &Moment);
}

/// Adds the code of `V` for the events of `E`.
#[doc(hidden)]
pub fn add<V: Fold<E>, E: Event>(mut codes: Codes) -> Codes {
    for described in E::describe().events {
        codes.insert(described.name, Arc::new(decode::<V, E>));
    }
    codes
}

fn decode<V: Fold<E>, E: Event>(event: &FoldEvent<'_>) -> Result<Apply, String> {
    let decoded = guarded(|| E::from_payload(event.event_type, event.text))?;
    let decoded = decoded.map_err(|error| error.to_string())?;
    let decoded =
        decoded.ok_or_else(|| format!("`{}` is not one of its events", event.event_type))?;
    Ok(Arc::new(move |cells, context| apply::<V, E>(&decoded, cells, context)))
}

fn apply<V: Fold<E>, E>(
    event: &E,
    cells: Vec<Value>,
    context: &EventContext,
) -> Result<Vec<Value>, String> {
    let at = context.moment().map_err(|error| error.to_string())?;
    let folded = guarded(|| {
        let mut row = V::from_cells(cells)?;
        row.fold(event, &at);
        Ok::<_, Error>(row.into_cells())
    });
    folded?.map_err(|error| error.to_string())
}

impl EventContext {
    fn moment(&self) -> Result<Moment, Error> {
        let recorded_at = match self.recorded() {
            Value::Time(time) => time,
            _ => Timestamp::UNIX_EPOCH,
        };
        Ok(Moment { recorded_at, origin: Origin::new(self.order.origin)? })
    }
}

/// Runs application code; the text of its panic.
fn guarded<T>(code: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(code)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        format!("the view's fold panicked: {}", text.unwrap_or_default())
    })
}
