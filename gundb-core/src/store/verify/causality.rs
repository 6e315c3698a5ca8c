//! What each writer had seen: heads, references, clocks, HLCs.

use std::collections::{BTreeSet, HashMap};

use super::findings::Findings;
use super::logs::Logs;
use super::record::Stored;
use super::streams::Stream;
use crate::clock::VectorClock;
use crate::model::Reference;
use crate::model::format::Kind;
use crate::store::events::Recorded;

/// What the records read so far leave to the next one.
#[derive(Default)]
pub(super) struct Causality {
    /// The store's heads.
    heads: BTreeSet<Reference>,
    /// Clocks of records that had seen another writer's; every other clock is the own dot.
    clocks: HashMap<Reference, VectorClock<i64>>,
    /// The highest HLC.
    pub(super) hlc: u64,
}

impl Causality {
    /// What it references is before it.
    pub(super) fn check_references(&self, stored: &Stored, logs: &Logs, findings: &mut Findings) {
        let record = &stored.recorded.record;
        for reference in [&record.parents, &record.deps].into_iter().flatten().flatten() {
            findings.check(logs.holding(reference).is_some(), "I7", || {
                format!("{}: it references {reference}, which is not before it", stored.at)
            });
        }
    }

    /// An event that this store wrote itself saw all that the store held.
    pub(super) fn check_own(
        &self,
        stored: &Stored,
        stream: Option<&Stream>,
        logs: &Logs,
        findings: &mut Findings,
    ) {
        let (event, at) = (&stored.recorded, &stored.at);
        let record = &event.record;
        let later = record.batch_index > 0 || record.hlc > self.hlc;
        findings.check(later, "I8", || format!("{at}: its HLC is not above all before it"));
        if record.kind == Kind::Merge {
            return;
        }
        let last = logs.get(event.log).map(|log| log.head());
        let deps = self.heads.iter().filter(|head| Some(**head) != last);
        findings.check(written(deps) == record.deps, "I8", || {
            format!("{at}: its deps are not what the store had received")
        });
        let Some(stream) = stream else { return };
        let own = stream.last_of.get(&event.log);
        let only_own = stream.heads.iter().all(|head| Some(head) == own);
        let parents = if only_own { None } else { written(stream.heads.iter()) };
        findings.check(parents == record.parents, "I8", || {
            format!("{at}: its parents are not the heads of its stream")
        });
        findings.check(stream.last.is_none_or(|last| last < event.canonical_key()), "I8", || {
            format!("{at}: it does not come last in canonical order")
        });
    }

    /// Its clock as the merge of its parents' and the own dot, against what is stored beside it.
    pub(super) fn clock(
        &self,
        stored: &Stored,
        parents: &[Reference],
        logs: &Logs,
        findings: &mut Findings,
    ) -> VectorClock<i64> {
        let mut clock = VectorClock::new();
        for parent in parents {
            match (self.clocks.get(parent), logs.holding(parent)) {
                (Some(seen), _) => clock.merge(seen),
                (None, Some(log)) => clock.observe(log, parent.sequence),
                (None, None) => {}
            }
        }
        clock.observe(stored.recorded.log, stored.recorded.sequence());
        let text = is_more_than_a_dot(&clock).then(|| clock.to_string());
        findings.check(stored.clock == text, "I8", || {
            let shown =
                |clock: &Option<String>| clock.clone().unwrap_or_else(|| "only its own dot".into());
            format!(
                "{}: its clock is {}, but should be {}",
                stored.at,
                shown(&stored.clock),
                shown(&text)
            )
        });
        clock
    }

    /// Takes a record in. `last` is the record before it in its log.
    pub(super) fn advance(&mut self, event: &Recorded, parents: &[Reference], last: &Reference) {
        self.heads.remove(last);
        for reference in event.record.deps.iter().flatten().chain(parents) {
            self.heads.remove(reference);
        }
        self.heads.insert(event.reference());
        if is_more_than_a_dot(&event.clock) {
            self.clocks.insert(event.reference(), event.clock.clone());
        }
        self.hlc = self.hlc.max(event.record.hlc);
    }

    /// The store's heads besides its own last record.
    pub(super) fn foreign_heads(&self, own: Option<Reference>) -> BTreeSet<Reference> {
        self.heads.iter().filter(|head| Some(**head) != own).copied().collect()
    }
}

/// References as a record carries them: none at all instead of an empty list.
fn written<'a>(references: impl Iterator<Item = &'a Reference>) -> Option<Vec<Reference>> {
    let references: Vec<Reference> = references.copied().collect();
    (!references.is_empty()).then_some(references)
}

fn is_more_than_a_dot(clock: &VectorClock<i64>) -> bool {
    clock.iter().nth(1).is_some()
}
