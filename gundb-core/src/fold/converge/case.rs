//! One history that comes in one way: what a view makes of it, and what it should make.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::arrival::Arrival;
use super::dice::Dice;
use super::history::{self, History, Told};
use super::rows::{Rows, change_of};
use crate::error::Result;
use crate::fold::{Plan, RowState, cell_bytes};
use crate::model::{StreamRef, Value};

/// A history, and how it comes.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) history: History,
    pub(crate) arrival: Arrival,
}

/// A row that is not what it should be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    pub(crate) kind: Kind,
    /// The row's key, as JSON.
    pub(crate) key: Json,
    /// The row that events in canonical order made, from nothing; `None` for no row.
    pub(crate) canonical: Option<Json>,
    /// The row that they made the other way.
    pub(crate) other: Option<Json>,
}

/// Where two rows of the same events come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The same order, once more.
    Again,
    /// Another order.
    Arrival,
}

impl Case {
    /// Some case of these streams.
    pub(crate) fn of(streams: &[(StreamRef, Vec<Told>)], dice: &mut Dice) -> Result<Self> {
        let history = history::write(dice, streams)?;
        let arrival = Arrival::of(&history, dice);
        Ok(Self { history, arrival })
    }

    /// How many of its events do something in a view.
    pub(crate) fn changes(&self, plan: &Plan) -> usize {
        self.history.iter().filter(|event| change_of(plan, event).is_some()).count()
    }

    /// The first row that differs. Each fold is done by a thread of its own, so that nothing is
    /// left from another.
    pub(crate) fn difference(&self, plan: &Plan) -> Option<Difference> {
        let canonical = in_thread(|| self.canonical(plan));
        let again = in_thread(|| self.canonical(plan));
        let differs = first(Kind::Again, &canonical, &again);
        differs.or_else(|| first(Kind::Arrival, &canonical, &in_thread(|| self.arrived(plan).0)))
    }

    /// Its events in canonical order.
    pub(crate) fn in_order(&self) -> Vec<usize> {
        let mut events: Vec<usize> = self.arrival.events().into_iter().collect();
        events.sort_by_key(|event| self.history[*event].context.order);
        events
    }

    fn canonical(&self, plan: &Plan) -> Shown {
        let mut rows = Rows::new(plan, &self.history, 0);
        rows.receive(&self.in_order());
        shown(plan, &rows)
    }

    /// The rows as the events came, and how many were folded again: in all, and from a snapshot.
    pub(super) fn arrived(&self, plan: &Plan) -> (Shown, (u64, u64)) {
        let mut rows = Rows::new(plan, &self.history, self.arrival.spacing_events);
        for piece in &self.arrival.pieces {
            rows.receive(piece);
            if self.arrival.is_reread {
                rows.reread();
            }
        }
        (shown(plan, &rows), rows.refolds)
    }
}

/// Rows by key: the key as JSON, the cells' canonical bytes, and the row as JSON. A row that is not
/// there has no entry.
type Shown = BTreeMap<Vec<u8>, (Json, Vec<u8>, Json)>;

fn shown(plan: &Plan, rows: &Rows<'_>) -> Shown {
    let columns = || plan.description.columns.iter().map(|column| column.name.clone());
    let live = rows.states().filter_map(|(bytes, key, state)| {
        let RowState::Live(row) = state else { return None };
        let key = Json::Array(key.iter().map(Value::to_json).collect());
        let cells: Map<String, Json> =
            columns().zip(row.cells.iter().map(Value::to_json)).collect();
        Some((bytes.clone(), (key, cell_bytes(&row.cells), Json::Object(cells))))
    });
    live.collect()
}

fn first(kind: Kind, canonical: &Shown, other: &Shown) -> Option<Difference> {
    let mut keys = canonical.keys().chain(other.keys());
    let bytes = |rows: &Shown, key: &Vec<u8>| rows.get(key).map(|(_, bytes, _)| bytes.clone());
    let key = keys.find(|key| bytes(canonical, key) != bytes(other, key))?;
    let row = |rows: &Shown| rows.get(key).map(|(_, _, row)| row.clone());
    let (shown_key, ..) = canonical.get(key).or_else(|| other.get(key))?;
    Some(Difference { kind, key: shown_key.clone(), canonical: row(canonical), other: row(other) })
}

/// Does something in a thread of its own.
fn in_thread<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(act).join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
