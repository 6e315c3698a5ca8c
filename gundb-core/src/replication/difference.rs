//! What two nodes lack of each other's logs, where one knows the heads of both.

use std::collections::BTreeMap;

use crate::model::{Origin, Reference};

/// How far a node is in a log of which another one has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogPosition {
    /// Whose log it is.
    pub origin: Origin,
    /// The last sequence it holds; 0 for nothing.
    pub sequence: u64,
    /// First 16 bytes of that record's hash; zeros for nothing.
    pub hash: [u8; 16],
}

impl LogPosition {
    /// Nothing of a log.
    pub fn start(origin: Origin) -> Self {
        Self { origin, sequence: 0, hash: [0; 16] }
    }

    /// The head that one who stands here has; none at the start.
    pub fn head(self) -> Option<Reference> {
        let Self { origin, sequence, hash } = self;
        (sequence > 0).then_some(Reference { origin, sequence, hash })
    }
}

impl From<Reference> for LogPosition {
    fn from(head: Reference) -> Self {
        Self { origin: head.origin, sequence: head.sequence, hash: head.hash }
    }
}

/// How the heads of two nodes differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Logs of which the other node lacks something: how far it is, and our head.
    pub lacking_there: Vec<(LogPosition, Reference)>,
    /// Logs of which we lack something: how far we are.
    pub lacking_here: Vec<LogPosition>,
    /// Origins with other heads than one can follow from the other: nothing of them is sent.
    pub forked: Vec<Origin>,
}

impl Difference {
    /// Compares our heads with theirs, both of the same origins.
    pub fn between(ours: &[Reference], theirs: &[Reference]) -> Self {
        let mut sides: BTreeMap<Origin, [Vec<Reference>; 2]> = BTreeMap::new();
        for (side, heads) in [ours, theirs].into_iter().enumerate() {
            for head in heads {
                sides.entry(head.origin).or_default()[side].push(*head);
            }
        }
        let mut difference = Self::default();
        for (origin, [ours, theirs]) in &sides {
            difference.add(*origin, ours, theirs);
        }
        difference
    }

    fn add(&mut self, origin: Origin, ours: &[Reference], theirs: &[Reference]) {
        match (ours, theirs) {
            _ if ours == theirs => {}
            (&[ours], []) => self.lacking_there.push((LogPosition::start(origin), ours)),
            ([], [_]) => self.lacking_here.push(LogPosition::start(origin)),
            (&[ours], &[theirs]) if ours.sequence > theirs.sequence => {
                self.lacking_there.push((theirs.into(), ours));
            }
            (&[ours], &[theirs]) if ours.sequence < theirs.sequence => {
                self.lacking_here.push(ours.into())
            }
            _ => self.forked.push(origin),
        }
    }
}
