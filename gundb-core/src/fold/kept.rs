//! What rules know of a row beyond its cells.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::sets::Tags;
use super::spelled::{self, Words};
use crate::clock::CanonicalKey;
use crate::model::ExactSum;

/// What rules know of a row beyond its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// Columns whose rule `first`, `min` or `max` has found a value, where the cell itself can't
    /// show it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) assigned: BTreeSet<String>,
    /// What add-wins sets remember, by column.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sets: BTreeMap<String, Tags>,
    /// How many times 2^64 a sum is above its cell, by column; none where the cell is the sum.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) carries: BTreeMap<String, i64>,
    /// Exact sums of decimals, by column; none where the cell is the sum.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) exact: BTreeMap<String, ExactSum>,
    /// Canonical key of the first folded event, where a column shows its time and events come in
    /// any order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<CanonicalKey>,
    /// Canonical key of the last event that application code could not take, while none was folded
    /// after it: what comes before it may be what the code was lacking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) skipped: Option<Box<CanonicalKey>>,
    /// Canonical keys of the events whose values cells show, by column: of `set` and `first` over
    /// many streams.
    #[serde(default, with = "spelled::orders", skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) shown: BTreeMap<String, CanonicalKey>,
    /// Times and canonical keys of the events whose values cells of rule `latest` show, by column;
    /// in microseconds, or whatever whole numbers the rule compares.
    #[serde(default, with = "spelled::times", skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) latest: BTreeMap<String, (i64, CanonicalKey)>,
    /// Sets over many streams, by column: the canonically last word on each element.
    #[serde(default, with = "spelled::words", skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) words: BTreeMap<String, Words>,
    /// Canonical key of the canonically last event that removed the row, over many streams, where
    /// others create it again.
    #[serde(default, with = "spelled::order", skip_serializing_if = "Option::is_none")]
    pub(crate) removed: Option<Box<CanonicalKey>>,
    /// Canonical key of the canonically last event that created it.
    #[serde(default, with = "spelled::order", skip_serializing_if = "Option::is_none")]
    pub(crate) created: Option<Box<CanonicalKey>>,
}

impl Kept {
    /// Forgets what sums of a column were beyond its cell: another rule put another value there.
    pub(super) fn forget_sum(&mut self, column: &str) {
        self.carries.remove(column);
        self.exact.remove(column);
    }

    /// About how many bytes it takes, as text.
    pub(crate) fn bytes(&self) -> usize {
        const ORDER_BYTES: usize = 90;
        let tags =
            self.sets.values().flatten().map(|(element, dots)| element.len() + 40 * dots.len());
        let words = self.words.values().flatten().map(|(element, _)| element.len() + ORDER_BYTES);
        let columns = self.assigned.len() + self.carries.len() + 2 * self.exact.len();
        let orders = self.shown.len() + self.latest.len();
        tags.chain(words).sum::<usize>() + ORDER_BYTES * (columns + orders)
    }
}
