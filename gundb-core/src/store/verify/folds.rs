//! The reference fold: every view from nothing.

use std::collections::{BTreeSet, HashMap};

use super::facts::Facts;
use super::scan::Scan;
use crate::fold::{Applied, EventContext, RowState};
use crate::model::Space;
use crate::sql::view as sql;
use crate::store::backend::Failure;
use crate::store::catalog::RegisteredView;
use crate::store::events::{Origins, Recorded};

/// All views, folded again from nothing. Holds every row in memory.
pub(super) struct Folds {
    pub(super) folds: Vec<Fold>,
    pub(super) space: Space,
    pub(super) facts: Facts,
    /// The stream type of each event type that somebody registered.
    registered: HashMap<String, String>,
}

/// One view, folded again.
pub(super) struct Fold {
    pub(super) view: RegisteredView,
    /// By the bytes of their keys.
    pub(super) rows: HashMap<Vec<u8>, RowState>,
    /// Positions of events that it can't take.
    pub(super) skipped: BTreeSet<i64>,
    /// Positions of events that are listed as skipped, where the code that skipped them is not in
    /// this process: they are taken as they are.
    listed: BTreeSet<i64>,
}

impl Folds {
    pub(super) async fn begin(
        scan: &mut Scan<'_>,
        views: Vec<RegisteredView>,
        space: Space,
        registered: HashMap<String, String>,
    ) -> Result<Self, Failure> {
        let mut listed = HashMap::new();
        if views.iter().any(|view| view.plan.is_blind()) {
            let all = sql::all_skipped(scan.dialect());
            scan.each("I5", "gundb_skipped", all, |mut cells, _| {
                let (view, position) = (cells.int()?, cells.int()?);
                listed.entry(view).or_insert_with(BTreeSet::new).insert(position);
                Ok(())
            })
            .await?;
        }
        let fold = |view: RegisteredView| {
            let listed =
                listed.remove(&view.id).filter(|_| view.plan.is_blind()).unwrap_or_default();
            let (rows, skipped) = Default::default();
            Fold { view, rows, skipped, listed }
        };
        let folds = views.into_iter().map(fold).collect();
        Ok(Self { folds, space, facts: Facts::default(), registered })
    }

    /// Folds the next event in canonical order.
    pub(super) fn fold(&mut self, event: &Recorded, origins: &Origins) {
        let first = self.facts.repeats(event);
        // An event type means something in streams of its own type only.
        let stream_type = event.record.stream.as_ref().map(|(stream_type, _)| stream_type);
        if self.registered.get(event.event_type()) != stream_type {
            return;
        }
        for fold in self.folds.iter_mut().filter(|fold| fold.view.plan.folds(event.event_type())) {
            fold.fold(event, origins, first);
        }
    }
}

impl Fold {
    pub(super) fn name(&self) -> &str {
        self.view.plan.name()
    }

    /// Folds an event; `first`: where the first one stands that brought the same fact.
    fn fold(&mut self, event: &Recorded, origins: &Origins, first: Option<i64>) {
        let position = event.position.cast_signed();
        let is_folded = |position| self.view.state.is_caught_up() || position <= self.view.position;
        if !is_folded(position) {
            return;
        }
        // A view that is behind does not know of what it has not folded.
        let repeats = first.is_some_and(is_folded);
        let stream = event.record.stream.as_ref().map_or("", |(_, key)| key);
        let change = match self.view.plan.change_of(stream, event.event_type(), event.payload()) {
            Ok(Some(change)) => change,
            Ok(None) => return,
            Err(_) => {
                self.skipped.insert(position);
                return;
            }
        };
        let state = self.rows.entry(change.row.clone()).or_default();
        let context = context_of(event, origins, repeats);
        if self.listed.contains(&position) {
            state.skip(context.order);
            self.skipped.insert(position);
        } else if let Applied::Skipped(_) = change.apply(&self.view.plan, state, &context) {
            self.skipped.insert(position);
        }
    }
}

/// Where a stored event stands.
fn context_of(event: &Recorded, origins: &Origins, repeats: bool) -> EventContext {
    EventContext {
        order: event.canonical_key(),
        clock: origins.name(&event.clock),
        recorded_us: event.record.recorded_us,
        repeats,
    }
}
