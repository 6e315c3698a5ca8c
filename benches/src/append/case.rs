//! What is measured.

use anyhow::{Result, ensure};

/// Streams over which the appends of a case go, each caller's in turn.
pub(crate) const STREAMS: usize = 1_000;

/// One way to append.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Callers at the same time, each with streams of its own.
    pub(crate) callers: usize,
    /// Events of one append.
    pub(crate) batch: usize,
    /// Whether a row of a view changes with every event, in the same transaction.
    pub(crate) view: bool,
}

const CASES: [Case; 4] = [
    Case { name: "A1", callers: 1, batch: 1, view: false },
    Case { name: "A64", callers: 64, batch: 1, view: false },
    Case { name: "B64", callers: 64, batch: 1, view: true },
    Case { name: "C100", callers: 1, batch: 100, view: false },
];

/// The cases of some names; all where none is named.
pub(crate) fn named(names: &[String]) -> Result<Vec<Case>> {
    let unknown = names.iter().find(|name| !CASES.iter().any(|case| case.name == **name));
    ensure!(unknown.is_none(), "there is no case {unknown:?}; take some of A1, A64, B64, C100");
    let wanted = |case: &Case| names.is_empty() || names.iter().any(|name| name == case.name);
    Ok(CASES.into_iter().filter(wanted).collect())
}
