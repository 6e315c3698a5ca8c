//! What is measured.

use anyhow::{Result, ensure};

/// Streams over which the appends of a case go, each caller's in turn.
pub(crate) const STREAMS: usize = 1_000;

/// One way to append.
#[derive(Clone, Copy)]
pub(crate) struct AppendCase {
    pub(crate) name: &'static str,
    /// Callers at the same time, each with streams of its own.
    pub(crate) callers: usize,
    /// Events of one append.
    pub(crate) batch: usize,
    /// Whether a row of a view changes with every event, in the same transaction.
    pub(crate) view: bool,
}

/// One way to read.
#[derive(Clone, Copy)]
pub(crate) struct ReadCase {
    pub(crate) name: &'static str,
    pub(crate) streams: usize,
    /// Consecutive events of one stream; after them come as many of the next one.
    pub(crate) run: u64,
    pub(crate) what: What,
}

/// What is read.
#[derive(Clone, Copy)]
pub(crate) enum What {
    /// One stream of this many events, folded into its state.
    Stream(u64),
    /// All events; ours fold them into a view.
    Everything,
}

/// The cases of a run.
pub(crate) struct Cases {
    pub(crate) appends: Vec<AppendCase>,
    pub(crate) reads: Vec<ReadCase>,
}

const APPENDS: [AppendCase; 4] = [
    AppendCase { name: "A1", callers: 1, batch: 1, view: false },
    AppendCase { name: "A64", callers: 64, batch: 1, view: false },
    AppendCase { name: "B64", callers: 64, batch: 1, view: true },
    AppendCase { name: "C100", callers: 1, batch: 100, view: false },
];

const READS: [ReadCase; 3] = [
    ReadCase { name: "D100", streams: 1_000, run: 1, what: What::Stream(100) },
    ReadCase { name: "D10000", streams: 10, run: 10, what: What::Stream(10_000) },
    ReadCase { name: "E", streams: 1_000, run: 1, what: What::Everything },
];

/// The cases of some names; all where none is named.
pub(crate) fn named(names: &[String]) -> Result<Cases> {
    let known: Vec<_> =
        APPENDS.map(|case| case.name).into_iter().chain(READS.map(|case| case.name)).collect();
    let unknown = names.iter().find(|name| !known.contains(&name.as_str()));
    ensure!(unknown.is_none(), "there is no case {unknown:?}; take some of {}", known.join(", "));
    let wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    Ok(Cases {
        appends: APPENDS.into_iter().filter(|case| wanted(case.name)).collect(),
        reads: READS.into_iter().filter(|case| wanted(case.name)).collect(),
    })
}
