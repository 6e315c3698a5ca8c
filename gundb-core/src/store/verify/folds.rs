//! The reference fold: every view from nothing.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::same_ids::SameIds;
use super::scan::Scan;
use super::{ViewReport, beside, rows};
use crate::fold::{Applied, Place, RowState};
use crate::model::{Hash, Space};
use crate::sql::view as sql;
use crate::store::backend::Failure;
use crate::store::catalog::RegisteredView;
use crate::store::event_page::Origins;
use crate::store::recorded::Recorded;

/// All views, folded again from nothing. Holds every row in memory.
pub(super) struct Folds {
    views: Vec<Fold>,
    same_ids: SameIds,
}

/// Event type, schema version and hash of the payload.
type Fact = (String, u32, Hash);

/// One view, folded again.
pub(super) struct Fold {
    pub(super) view: RegisteredView,
    /// By the bytes of their keys.
    pub(super) rows: HashMap<Vec<u8>, RowState>,
    /// Positions of events that it can't take.
    pub(super) skipped: BTreeSet<i64>,
    /// Events with an id that a caller gave, by stream and id: type, schema version and payload of each fact.
    facts: HashMap<((String, String), Uuid), Vec<Fact>>,
    /// Positions of events that are listed as skipped, where the code that skipped them is not in this process: they are
    /// taken as they are.
    listed: BTreeSet<i64>,
}

impl Folds {
    pub(super) async fn begin(scan: &mut Scan<'_>, views: Vec<RegisteredView>) -> Result<Self, Failure> {
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
            let listed = listed.remove(&view.id).filter(|_| view.plan.is_blind()).unwrap_or_default();
            let (rows, skipped, facts) = Default::default();
            Fold { view, rows, skipped, facts, listed }
        };
        Ok(Self { views: views.into_iter().map(fold).collect(), same_ids: SameIds::default() })
    }

    /// Folds the next event in canonical order.
    pub(super) fn fold(&mut self, event: &Recorded, origins: &Origins) {
        self.same_ids.note(event);
        for fold in self.views.iter_mut().filter(|fold| fold.view.plan.folds(event.event_type())) {
            fold.fold(event, origins);
        }
    }

    /// The tables, and what is kept beside them, against the folds.
    pub(super) async fn compare(self, scan: &mut Scan<'_>, space: Space) -> Result<Vec<ViewReport>, Failure> {
        beside::compare(&self.views, self.same_ids.conflicts(space), scan).await?;
        let mut reports = Vec::new();
        for fold in self.views {
            reports.push(rows::compare(fold, scan).await?);
        }
        Ok(reports)
    }
}

impl Fold {
    pub(super) fn name(&self) -> &str {
        self.view.plan.name()
    }

    fn fold(&mut self, event: &Recorded, origins: &Origins) {
        let position = event.position.cast_signed();
        if !self.view.state.is_kept() && position > self.view.position {
            return;
        }
        if self.listed.contains(&position) {
            self.skipped.insert(position);
            return;
        }
        let stream = event.record.stream.as_ref().map_or("", |(_, key)| key);
        let change = match self.view.plan.change_of(stream, event.event_type(), event.payload()) {
            Ok(Some(change)) => change,
            Ok(None) => return,
            Err(_) => {
                self.skipped.insert(position);
                return;
            }
        };
        let repeats = self.repeats(event);
        let state = self.rows.entry(change.row.clone()).or_default();
        let applied = change.apply(&self.view.plan, state, &place_of(event, origins, repeats));
        if let Applied::Skipped(_) = applied {
            self.skipped.insert(position);
        }
    }

    /// Whether an event before it brought the same fact.
    fn repeats(&mut self, event: &Recorded) -> bool {
        let (Some(id), Some(stream)) = (event.record.id, &event.record.stream) else { return false };
        let fact = (
            event.event_type().to_owned(),
            event.record.schema_version,
            Hash::of(event.payload().as_bytes()),
        );
        let facts = self.facts.entry((stream.clone(), id)).or_default();
        let repeats = facts.contains(&fact);
        facts.push(fact);
        repeats
    }
}

/// Where a stored event stands.
fn place_of(event: &Recorded, origins: &Origins, repeats: bool) -> Place {
    Place {
        order: event.canonical_key(),
        clock: origins.name(&event.clock),
        recorded_us: event.record.recorded_us,
        repeats,
    }
}
