//! Snapshots of rows: from where a late event is folded in. They are a cache; without them a row is
//! folded from its beginning.

use std::collections::{BTreeMap, BTreeSet};

use crate::fold::{EventContext, Row, RowState, freeze};
use crate::sql::view::{self, SnapshotRow};
use crate::sql::{Dialect, Statement};
use crate::store::catalog::RegisteredView;

/// Events of a row between two snapshots.
const SPACING_EVENTS: u64 = 128;
/// This many snapshots of each spacing are kept before the next wider one: what is folded for a
/// late event is at most a sixteenth more than what comes after it, and never more than
/// [`SPACING_EVENTS`] more near the end.
const KEPT_OF_EACH_SPACING: u64 = 16;

/// A snapshot that is to be taken.
pub(in crate::store) struct Snapshot {
    pub(in crate::store) view: i64,
    pub(in crate::store) key: Vec<u8>,
    /// The row after the event at this position.
    pub(in crate::store) row: Row,
    pub(in crate::store) position: i64,
}

impl Snapshot {
    fn to_row(&self) -> SnapshotRow {
        SnapshotRow {
            view: self.view,
            key: self.key.clone(),
            place: self.row.order.to_bytes().to_vec(),
            version: self.row.version.cast_signed(),
            state: freeze(&self.row),
        }
    }
}

/// The snapshot to take after an event that was folded into a row, if one is due there.
pub(in crate::store) fn due(
    registered: &RegisteredView,
    key: &[u8],
    state: &RowState,
    context: &EventContext,
    position: i64,
) -> Option<Snapshot> {
    let plan = &registered.plan;
    let RowState::Live(row) = state else { return None };
    if !plan.has_snapshots() || !row.is_due(SPACING_EVENTS, context) {
        return None;
    }
    Some(Snapshot { view: registered.id, key: key.to_vec(), row: row.clone(), position })
}

/// The statements that keep snapshots, and drop those that they make needless.
pub(in crate::store) fn writes(dialect: Dialect, snapshots: &[Snapshot]) -> Vec<Statement> {
    let mut newest: BTreeMap<(i64, Vec<u8>), i64> = BTreeMap::new();
    let version = |snapshot: &Snapshot| snapshot.row.version.cast_signed();
    for snapshot in snapshots {
        let last = newest.entry((snapshot.view, snapshot.key.clone())).or_default();
        *last = version(snapshot).max(*last);
    }
    let mut needless: BTreeMap<(i64, Vec<u8>), BTreeSet<i64>> = BTreeMap::new();
    let mut kept = Vec::new();
    for snapshot in snapshots {
        let key = (snapshot.view, snapshot.key.clone());
        let last = number(newest.get(&key).copied().unwrap_or_default());
        needless.entry(key).or_default().extend(needless_behind(number(version(snapshot))));
        if is_kept(number(version(snapshot)), last) {
            kept.push(snapshot.to_row());
        }
    }
    let thin = |((view, key), versions): ((i64, Vec<u8>), BTreeSet<i64>)| {
        view::thin_snapshots(dialect, view, key, versions.into_iter().collect())
    };
    let mut statements: Vec<Statement> = needless.into_iter().flat_map(thin).collect();
    statements.extend(view::keep_snapshots(dialect, kept));
    statements
}

/// How many snapshots are due in a row up to this version.
fn number(version: i64) -> u64 {
    version.cast_unsigned() / SPACING_EVENTS
}

/// Whether a snapshot is kept once there is a last one: the farther back, the wider the spacing.
fn is_kept(number: u64, last: u64) -> bool {
    last - number < KEPT_OF_EACH_SPACING << number.trailing_zeros().min(32)
}

/// The versions whose snapshots the last one makes needless.
fn needless_behind(last: u64) -> impl Iterator<Item = i64> {
    let spacings =
        (0..32).map(|spacing| KEPT_OF_EACH_SPACING << spacing).take_while(move |back| *back < last);
    let numbers =
        spacings.map(move |back| last - back).filter(move |number| !is_kept(*number, last));
    numbers.map(|number| (number * SPACING_EVENTS).cast_signed())
}
