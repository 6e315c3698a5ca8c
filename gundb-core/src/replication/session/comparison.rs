//! The first part of a session: who lacks what.
//!
//! The nodes take turns. The one whose turn it is answers every range of which its sum is another
//! with finer ranges, and every range reported in heads with the log positions where it stands; an
//! answer without ranges ends the comparison. A range lies one step deeper than the one it answers,
//! so there are at most seventeen turns.

use std::collections::{BTreeMap, BTreeSet};

use super::super::difference::{Difference, LogPosition};
use super::super::digest::{Digest, Holding, Told};
use super::super::interface::Wanted;
use super::super::limits::PAGE_BYTES;
use super::super::message::Ranges;
use super::super::range::OriginRange;
use crate::model::Origin;

/// A log position in a message.
const LOG_POSITION_BYTES: usize = 32;

/// What one side knows so far.
pub(super) struct Comparison {
    digest: Digest,
    /// The ranges whose sums we reported last, ascending: what the other one may answer.
    asked: Vec<OriginRange>,
    /// The greatest number that the other one's answer has come to.
    answered: Option<u64>,
    /// Our next answer.
    told: Vec<Told>,
    wants: Vec<LogPosition>,
    /// What the other node lacks.
    pub(super) lacking: BTreeMap<Origin, Wanted>,
    /// Origins that are forked.
    pub(super) forked: BTreeSet<Origin>,
}

impl Comparison {
    pub(super) fn new(digest: Digest) -> Self {
        Self {
            digest,
            asked: Vec::new(),
            answered: None,
            told: Vec::new(),
            wants: Vec::new(),
            lacking: BTreeMap::new(),
            forked: BTreeSet::new(),
        }
    }

    /// What a hello reports.
    pub(super) fn open(&mut self) -> Told {
        let told = self.digest.tell(OriginRange::WHOLE);
        self.note_asked(std::slice::from_ref(&told));
        told
    }

    /// Takes in an answer; `None` where it answers what was not asked.
    pub(super) fn hear(&mut self, ranges: &Ranges) -> Option<()> {
        for told in &ranges.told {
            let first = told.range.first();
            if self.answered.is_some_and(|answered| first <= answered) || !self.is_answer(told) {
                return None;
            }
            self.answered = Some(told.range.last());
            self.weigh(told);
        }
        ranges.wants.iter().for_each(|position| self.hear_want(*position));
        Some(())
    }

    /// Our answer, ascending as what it answers, in pages; none where there is nothing to say.
    pub(super) fn answer(&mut self) -> Vec<Ranges> {
        let (told, wants) = (std::mem::take(&mut self.told), std::mem::take(&mut self.wants));
        self.note_asked(&told);
        pages(told, wants)
    }

    /// A sum one step deeper than one of ours, or heads instead of it or one step deeper.
    fn is_answer(&self, told: &Told) -> bool {
        let was_asked = |range: OriginRange| self.asked.binary_search(&range).is_ok();
        let is_plain = matches!(told.holding, Holding::Heads(_));
        told.range.parent().is_some_and(was_asked) || (is_plain && was_asked(told.range))
    }

    fn note_asked(&mut self, told: &[Told]) {
        let sums = told.iter().filter(|told| matches!(told.holding, Holding::Sum { .. }));
        self.asked = sums.map(|told| told.range).collect();
        self.answered = None;
    }

    /// Whether we hold what a hello reported.
    pub(super) fn agrees(&self, told: &Told) -> bool {
        self.digest.agrees(told)
    }

    /// Compares a range with what we hold, and notes what we have to say to it.
    pub(super) fn weigh(&mut self, told: &Told) {
        match &told.holding {
            _ if self.digest.agrees(told) => {}
            Holding::Sum { .. } => self.told.extend(self.digest.refine(told.range)),
            Holding::Heads(theirs) => {
                let difference = Difference::between(self.digest.heads_in(told.range), theirs);
                self.wants.extend(&difference.lacking_here);
                self.note(difference);
            }
        }
    }

    /// The other node stands at a log position. Where we are not beyond it, it has seen what we
    /// hold otherwise.
    fn hear_want(&mut self, after: LogPosition) {
        let theirs = after.head();
        let ours = self.digest.heads_in(OriginRange::single(after.origin));
        let difference = Difference::between(ours, theirs.as_slice());
        self.note(difference);
    }

    fn note(&mut self, difference: Difference) {
        for (after, head) in difference.lacking_there {
            self.lacking.insert(after.origin, Wanted { after, up_to: head.sequence });
        }
        self.forked.extend(difference.forked);
    }
}

/// Cuts an answer into messages.
fn pages(told: Vec<Told>, wants: Vec<LogPosition>) -> Vec<Ranges> {
    let mut pages: Vec<Ranges> = Vec::new();
    let mut bytes = PAGE_BYTES;
    let mut page = |item_bytes: usize, pages: &mut Vec<Ranges>| {
        if bytes >= PAGE_BYTES {
            pages.push(Ranges { more: true, ..Ranges::default() });
            bytes = 0;
        }
        bytes += item_bytes;
    };
    for told in told {
        page(told.wire_bytes(), &mut pages);
        pages.last_mut().expect("a page was begun").told.push(told);
    }
    for position in wants {
        page(LOG_POSITION_BYTES, &mut pages);
        pages.last_mut().expect("a page was begun").wants.push(position);
    }
    if let Some(last) = pages.last_mut() {
        last.more = false;
    }
    pages
}
