//! What a node holds, reported in few bytes: its heads, summed up by range.
//!
//! Source: range-based set reconciliation, Meyer, "Range-Based Set Reconciliation" (2023). Here the
//! ranges are those of a tree with sixteen branches over the origins, so that nobody has to state
//! bounds.

use super::limits::PLAIN_HEADS_MAX;
use super::range::OriginRange;
use crate::model::{Hash, Reference};

/// Domain of a sum's hash: what comes after it is a list of references.
const DOMAIN: &[u8; 16] = b"gundb:digest:v1\n";

/// The heads of all logs that a node holds: its version vector, exact through forks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    heads: Vec<Reference>,
}

/// What a node holds of the logs in a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which origins.
    pub range: OriginRange,
    /// What it holds of them.
    pub holding: Holding,
}

/// What a node holds, as a sum or in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// How many heads, and the first 16 bytes of a hash over them: a question, if the other's are
    /// not the same.
    Sum {
        /// How many heads.
        count: u64,
        /// First 16 bytes of BLAKE3 over the domain `gundb:digest:v1`, a line feed and the
        /// references.
        hash: [u8; 16],
    },
    /// The heads themselves, ascending; where the other's are not the same, it answers with what it
    /// lacks.
    Heads(Vec<Reference>),
}

impl Told {
    /// How many bytes it has in a message.
    pub(super) fn wire_bytes(&self) -> usize {
        match &self.holding {
            Holding::Sum { .. } => 1 + 8 + 1 + 8 + 16,
            Holding::Heads(heads) => 1 + 8 + 1 + 4 + 32 * heads.len(),
        }
    }
}

impl Digest {
    /// The digest of all heads of a node, in any order.
    pub fn new(mut heads: Vec<Reference>) -> Self {
        heads.sort_unstable();
        heads.dedup();
        Self { heads }
    }

    /// All heads, ascending.
    pub fn heads(&self) -> &[Reference] {
        &self.heads
    }

    /// The heads of the logs in a range, ascending.
    pub fn heads_in(&self, range: OriginRange) -> &[Reference] {
        let at = |number: u64| self.heads.partition_point(|head| head.origin.number() < number);
        &self.heads[at(range.first())..at(range.last() + 1)]
    }

    /// What is reported of a range: its heads where they are few, else their sum.
    pub fn tell(&self, range: OriginRange) -> Told {
        let heads = self.heads_in(range);
        let holding = match heads.len() {
            // Of more branches of one origin than this, those that sort first are reported: it is
            // forked, whatever the rest.
            _ if range.is_single() => {
                Holding::Heads(heads[..heads.len().min(PLAIN_HEADS_MAX)].to_vec())
            }
            0..=PLAIN_HEADS_MAX => Holding::Heads(heads.to_vec()),
            _ => sum(heads),
        };
        Told { range, holding }
    }

    /// What is reported of a range to a node whose sum of it is another: one step finer.
    pub fn refine(&self, range: OriginRange) -> Vec<Told> {
        match self.tell(range) {
            plain @ Told { holding: Holding::Heads(_), .. } => vec![plain],
            Told { holding: Holding::Sum { .. }, .. } => {
                range.parts().map(|part| self.tell(part)).collect()
            }
        }
    }

    /// Whether another node holds of a range what this one holds.
    pub fn agrees(&self, told: &Told) -> bool {
        let heads = self.heads_in(told.range);
        match &told.holding {
            Holding::Heads(theirs) => heads == theirs,
            theirs @ Holding::Sum { .. } => *theirs == sum(heads),
        }
    }
}

fn sum(heads: &[Reference]) -> Holding {
    let bytes = [DOMAIN.as_slice(), &Reference::list_to_bytes(heads)].concat();
    Holding::Sum { count: heads.len() as u64, hash: Hash::of(&bytes).prefix() }
}
