//! The report: Markdown tables.

use crate::figures::{Figures, Ratios, Sample, ms};

/// The head of a table of appends.
pub(crate) const APPEND: &str = "\
| case | ours, events/s | raw, events/s | ours / raw | ours p50, p99, ms | raw p50, p99, ms | ours CPU, µs/event | raw CPU, µs/event |
|---|---:|---:|---:|---:|---:|---:|---:|
";

/// The head of a table of reads.
pub(crate) const READ: &str = "\
| case | ours, events/s | raw, events/s | ours / raw | unparsed, events/s | ours / unparsed | ours p50, p99, ms | raw p50, p99, ms | ours CPU, µs/event | raw CPU, µs/event |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
";

/// Both sides of one case.
pub(crate) struct Comparison {
    pub(crate) ours: Figures,
    pub(crate) raw: Figures,
    pub(crate) ratios: Ratios,
}

/// Both sides of a case that reads.
pub(crate) struct Reading {
    /// Against the raw side with its payloads parsed, where ours parses them.
    pub(crate) parsed: Comparison,
    /// Against the raw side that only takes the rows.
    pub(crate) unparsed: Option<Comparison>,
}

impl Comparison {
    pub(crate) fn of(ours: &[Sample], raw: &[Sample]) -> Self {
        Self { ours: Figures::of(ours), raw: Figures::of(raw), ratios: Ratios::of(ours, raw) }
    }

    /// One line for who waits.
    pub(crate) fn summary(&self, case: &str) -> String {
        format!("{case}: {:.0} of {:.0} events/s, {}", self.ours.rate, self.raw.rate, self.ratios)
    }

    /// Latencies and processor time of both sides, as cells.
    fn costs(&self) -> String {
        let Self { ours, raw, .. } = self;
        format!(
            "{}, {} | {}, {} | {:.1} | {:.1}",
            ms(ours.p50),
            ms(ours.p99),
            ms(raw.p50),
            ms(raw.p99),
            ours.cpu_us,
            raw.cpu_us
        )
    }
}

/// A line of appends.
pub(crate) fn append(case: &str, comparison: &Comparison) -> String {
    let Comparison { ours, raw, ratios } = comparison;
    format!("| {case} | {:.0} | {:.0} | {ratios} | {} |\n", ours.rate, raw.rate, comparison.costs())
}

/// A line of reads.
pub(crate) fn read(case: &str, reading: &Reading) -> String {
    let Comparison { ours, raw, ratios } = &reading.parsed;
    let unparsed = reading.unparsed.as_ref().map_or_else(
        || " | ".to_owned(),
        |unparsed| format!("{:.0} | {}", unparsed.raw.rate, unparsed.ratios),
    );
    let costs = reading.parsed.costs();
    format!("| {case} | {:.0} | {:.0} | {ratios} | {unparsed} | {costs} |\n", ours.rate, raw.rate)
}
