//! Vector clocks: which events were seen, as one number a writer.
//!
//! Source: Fidge and Mattern (1988). Here a clock is scoped to a stream and computed from the
//! parents of its events; it is never sent.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Result};

/// How two clocks relate: in one of the four ways that a partial order has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Causality {
    /// The left one saw less.
    Before,
    /// Both saw the same.
    Equal,
    /// The left one saw more.
    After,
    /// Each saw something that the other did not.
    Concurrent,
}

/// Writer → highest sequence seen of it. A writer that is absent was not seen.
///
/// `Gundb::clock_of` gives the clock of an event.
///
/// ```
/// use gundb::clock::{Causality, VectorClock};
///
/// let mut phone = VectorClock::new();
/// phone.observe("phone", 1);
/// let mut laptop = phone.clone();
/// laptop.observe("laptop", 1);
/// assert_eq!(phone.compare(&laptop), Causality::Before);
///
/// phone.observe("phone", 2);
/// assert_eq!(phone.compare(&laptop), Causality::Concurrent);
///
/// phone.merge(&laptop);
/// assert_eq!(phone.compare(&laptop), Causality::After);
/// assert_eq!(phone.to_string(), r#"{"laptop":1,"phone":2}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VectorClock<W: Ord> {
    seen: BTreeMap<W, u64>,
}

impl<W: Ord> Default for VectorClock<W> {
    fn default() -> Self {
        Self { seen: BTreeMap::new() }
    }
}

impl<W: Ord + Copy> VectorClock<W> {
    /// The clock that saw nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Highest sequence seen of a writer; 0 for none.
    pub fn get(&self, writer: W) -> u64 {
        self.seen.get(&writer).copied().unwrap_or(0)
    }

    /// Takes note of one event. Sequence 0 is no event: a clock that notes it stays equal to one
    /// that does not.
    pub fn observe(&mut self, writer: W, sequence: u64) {
        if sequence == 0 {
            return;
        }
        let seen = self.seen.entry(writer).or_default();
        *seen = (*seen).max(sequence);
    }

    /// Takes note of all that another clock saw.
    pub fn merge(&mut self, other: &Self) {
        for (&writer, &sequence) in &other.seen {
            self.observe(writer, sequence);
        }
    }

    /// How this clock relates to another.
    pub fn compare(&self, other: &Self) -> Causality {
        match (other.dominates(self), self.dominates(other)) {
            (true, true) => Causality::Equal,
            (true, false) => Causality::Before,
            (false, true) => Causality::After,
            (false, false) => Causality::Concurrent,
        }
    }

    /// Whether this clock saw everything that the other saw.
    pub fn dominates(&self, other: &Self) -> bool {
        other.seen.iter().all(|(&writer, &sequence)| self.get(writer) >= sequence)
    }

    /// Writers and sequences, ascending by writer.
    pub fn iter(&self) -> impl Iterator<Item = (W, u64)> {
        self.seen.iter().map(|(&writer, &sequence)| (writer, sequence))
    }

    /// How many writers it saw.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether it saw nothing.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// The same clock with other names for the writers; `None` where `name` knows no name.
    pub fn rename<V: Ord + Copy>(&self, name: impl Fn(W) -> Option<V>) -> Option<VectorClock<V>> {
        self.iter().map(|(writer, sequence)| Some((name(writer)?, sequence))).collect()
    }
}

impl<W: Ord + Copy> FromIterator<(W, u64)> for VectorClock<W> {
    fn from_iter<I: IntoIterator<Item = (W, u64)>>(entries: I) -> Self {
        let mut clock = Self::default();
        entries.into_iter().for_each(|(writer, sequence)| clock.observe(writer, sequence));
        clock
    }
}

impl<W: Ord + Copy + FromStr> VectorClock<W> {
    fn from_entries(entries: BTreeMap<String, u64>) -> Result<Self> {
        let entry = |(writer, sequence): (String, u64)| match writer.parse() {
            Ok(writer) => Ok((writer, sequence)),
            Err(_) => Err(Error::corrupt(format!("`{writer}` in a clock is no writer"))),
        };
        entries.into_iter().map(entry).collect()
    }
}

impl<W: Ord + Copy + FromStr> FromStr for VectorClock<W> {
    type Err = Error;

    /// Reads what `Display` writes.
    ///
    /// ```
    /// let clock: gundb::clock::VectorClock<u64> = r#"{"7":3}"#.parse()?;
    /// assert_eq!((clock.get(7), clock.get(8)), (3, 0));
    /// # Ok::<(), gundb::Error>(())
    /// ```
    fn from_str(text: &str) -> Result<Self> {
        let entries = serde_json::from_str(text);
        Self::from_entries(
            entries.map_err(|error| Error::corrupt(format!("the clock `{text}`: {error}")))?,
        )
    }
}

impl<W: Ord + Copy + fmt::Display> Serialize for VectorClock<W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(writer, sequence)| (writer.to_string(), sequence)))
    }
}

impl<'de, W: Ord + Copy + FromStr> Deserialize<'de> for VectorClock<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::from_entries(BTreeMap::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<W: Ord + Copy + fmt::Display> fmt::Display for VectorClock<W> {
    /// JSON: `{"writer":sequence,…}`, ascending by writer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (index, (writer, sequence)) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}\"{writer}\":{sequence}")?;
        }
        f.write_str("}")
    }
}
