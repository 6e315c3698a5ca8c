//! The report: one Markdown table for each database.

use super::mark::Mark;
use crate::figures::ms;

const HEAD: &str = "\
| events | ours, events/s | to the first | raw, events/s | to the first | ours / raw | ours p99, ms | raw p99, ms | ours, bytes/event | raw, bytes/event | ours / raw |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
";

/// The table of all sizes.
pub(crate) fn table(marks: &[Mark]) -> String {
    let Some(first) = marks.first() else { return HEAD.to_owned() };
    HEAD.to_owned() + &marks.iter().map(|mark| line(mark, first)).collect::<String>()
}

fn line(mark: &Mark, first: &Mark) -> String {
    let Mark { events, ours, raw, ratios, our_bytes, raw_bytes } = mark;

    format!(
        "| {events} | {:.0} | {:.2} | {:.0} | {:.2} | {ratios} | {} | {} | {our_bytes:.0} | {raw_bytes:.0} | {:.2} |\n",
        ours.rate,
        ours.rate / first.ours.rate,
        raw.rate,
        raw.rate / first.raw.rate,
        ms(ours.p99),
        ms(raw.p99),
        our_bytes / raw_bytes,
    )
}
