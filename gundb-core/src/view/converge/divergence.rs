//! What is reported of a view that does not converge.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::fold::converge::{Case, Difference, Kind};

/// A history of which a view makes two rows: as small as it could be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Divergence {
    view: &'static str,
    seed: u64,
    is_same_order: bool,
    key: Json,
    events: Vec<String>,
    pieces: Vec<Vec<usize>>,
    /// Events between two snapshots, and whether rows are read back.
    kept: (u64, bool),
    canonical: Option<Json>,
    other: Option<Json>,
}

impl Divergence {
    pub(super) fn new(view: &'static str, seed: u64, case: &Case, difference: Difference) -> Self {
        let order = case.in_order();
        let numbers: BTreeMap<usize, usize> = order.iter().copied().zip(1..).collect();
        let number = |event: &usize| numbers.get(event).copied().unwrap_or(0);
        let pieces = case.arrival.pieces.iter().map(|piece| piece.iter().map(number).collect());
        Self {
            view,
            seed,
            is_same_order: difference.kind == Kind::Again,
            key: difference.key,
            events: lines(case, &order),
            pieces: pieces.collect(),
            kept: (case.arrival.spacing_events, case.arrival.is_reread),
            canonical: difference.canonical,
            other: difference.other,
        }
    }

    /// The seed that shows it in the first round.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether the same events in the same order made two rows: the fold is not pure. Else another
    /// order did.
    pub fn is_same_order(&self) -> bool {
        self.is_same_order
    }

    /// The events in canonical order, as text.
    pub fn events(&self) -> &[String] {
        &self.events
    }

    /// How they came: their numbers in canonical order, from 1; those in one list were received
    /// together.
    pub fn pieces(&self) -> &[Vec<usize>] {
        &self.pieces
    }

    /// The row that the events make in canonical order; `None` for no row.
    pub fn canonical(&self) -> Option<&Json> {
        self.canonical.as_ref()
    }

    /// The row that they made the other way.
    pub fn other(&self) -> Option<&Json> {
        self.other.as_ref()
    }

    /// How the events came, in words.
    fn came(&self) -> String {
        let piece = |piece: &Vec<usize>| {
            let numbers: Vec<String> = piece.iter().map(ToString::to_string).collect();
            numbers.join(", ")
        };
        let pieces: Vec<String> = self.pieces.iter().map(piece).collect();
        let mut came = pieces.join(" | ");
        let (spacing_events, is_reread) = self.kept;
        if spacing_events > 0 {
            came += &format!("; events between two snapshots: {spacing_events}");
        }
        if is_reread {
            came += "; rows read back between";
        }
        came
    }
}

/// Each event with its writer.
fn lines(case: &Case, order: &[usize]) -> Vec<String> {
    let mut writers: Vec<u64> = Vec::new();
    let mut line = |event: &usize| {
        let written = &case.history[*event];
        let context = &written.context;
        let known = writers.iter().position(|writer| *writer == context.order.origin);
        let writer = known.unwrap_or_else(|| {
            writers.push(context.order.origin);
            writers.len() - 1
        });
        let time =
            Timestamp::from_microsecond(context.recorded_us).unwrap_or(Timestamp::UNIX_EPOCH);
        let (stream, told) = (&written.stream, &written.told);
        format!("{stream}: {} {} by writer {} at {time}", told.event_type, told.payload, writer + 1)
    };
    order.iter().map(&mut line).collect()
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row =
            |row: &Option<Json>| row.as_ref().map_or_else(|| "no row".to_owned(), Json::to_string);
        let Self { view, seed, key, events, .. } = self;
        writeln!(
            f,
            "view `{view}` does not converge: the same events make two rows of the key {key}"
        )?;
        for (event, number) in events.iter().zip(1..) {
            writeln!(f, "  {number}. {event}")?;
        }
        writeln!(f, "in canonical order, from nothing:\n  {}", row(&self.canonical))?;
        if self.is_same_order {
            writeln!(f, "the same order once more:\n  {}", row(&self.other))?;
            f.write_str("The fold depends on something else than its events: a clock, chance, a map's order, a static.\n")?;
        } else {
            writeln!(f, "as they came, {}:\n  {}", self.came(), row(&self.other))?;
        }
        write!(f, "Play it again with `.seed({seed})`, or GUNDB_TEST_SEED={seed}.")
    }
}
