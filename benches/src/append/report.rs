//! The report: one Markdown table for each database, in a page that keeps everything else.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use super::args::{Durability, Effort};
use super::compare::Comparison;

/// What a database was measured under.
pub(crate) struct Conditions {
    pub(crate) database: String,
    /// Load averages before it began.
    pub(crate) load: String,
    /// Median and 99th percentile of the disk probe before it began.
    pub(crate) sync_cost: (Duration, Duration),
    /// Processors that other programs kept busy meanwhile.
    pub(crate) others: f64,
}

/// The first lines: what all tables of a run share.
pub(crate) fn header(durability: Durability, effort: Effort, machine: &str) -> String {
    let kept = match durability {
        Durability::Full => "full",
        Durability::Normal => "normal",
    };
    format!(
        "### Append, durability {kept}\n\n{machine}; {} rounds of {:.1} s for each side of each case.\n",
        effort.rounds,
        effort.round.as_secs_f64()
    )
}

/// The table of one database.
pub(crate) fn section(conditions: &Conditions, comparisons: &[Comparison]) -> String {
    let Conditions { database, load, sync_cost: (median, p99), others } = conditions;
    let mut text = format!(
        "\n{database}. Before it began: load average {load}; 4 KiB to the disk in {} ms ({} ms at the 99th percentile). \
         Meanwhile other programs kept {others:.1} cores busy.\n\n",
        ms(*median),
        ms(*p99)
    );
    text += "| case | ours, events/s | raw, events/s | ours / raw | ours p50, p99, ms | raw p50, p99, ms | ours CPU, µs/event | raw CPU, µs/event |\n";
    text += "|---|---:|---:|---:|---:|---:|---:|---:|\n";
    for comparison in comparisons {
        text += &line(comparison);
    }
    text
}

fn line(comparison: &Comparison) -> String {
    let Comparison { case, ours, raw, ratios } = comparison;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "| {} | {:.0} | {:.0} | {:.2} ({:.2}–{:.2}) | {}, {} | {}, {} | {:.0} | {:.0} |",
        case.name,
        ours.rate,
        raw.rate,
        comparison.ratio(),
        ratios[0],
        ratios[ratios.len() - 1],
        ms(ours.p50),
        ms(ours.p99),
        ms(raw.p50),
        ms(raw.p99),
        ours.cpu_us,
        raw.cpu_us
    );
    text
}

fn ms(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1e3)
}

/// Puts a block into a page: in place of the one of that name, else at the end.
pub(crate) fn renew(page: &Path, name: &str, block: &str) -> Result<()> {
    let old = if page.exists() { std::fs::read_to_string(page)? } else { String::new() };
    std::fs::write(page, renewed(&old, name, block))
        .with_context(|| format!("cannot write {}", page.display()))
}

fn renewed(page: &str, name: &str, block: &str) -> String {
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->\n"));
    let before = page.split_once(&begin).map_or(page, |(before, _)| before);
    let behind = page.split_once(&end).map_or("", |(_, behind)| behind);
    [before, &begin, block, &end, behind].concat()
}

#[cfg(test)]
mod tests {
    use super::renewed;

    #[test]
    fn a_block_is_renewed_in_its_place() {
        let page = renewed("# Page\n", "a", "1\n");
        let page = renewed(&page, "b", "2\n") + "The end.\n";
        let expected =
            "# Page\n<!-- begin a -->\n3\n<!-- end a -->\n<!-- begin b -->\n2\n<!-- end b -->\nThe end.\n";
        assert_eq!(renewed(&page, "a", "3\n"), expected);
    }
}
