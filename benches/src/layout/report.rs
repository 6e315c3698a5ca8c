//! The report: one Markdown table per database and size.

use std::fmt::Write;

use super::{event::Workload, measure::Figures};

/// What the columns mean.
pub(crate) fn header() -> String {
    "append: events/s over the whole fill, and over its last tenth. written: bytes per event handed to the system \
     (SQLite: log and file; Postgres: write-ahead log only). stored: bytes per event at rest, and as a multiple of R. \
     loads: streams/s, warm and after dropping the file from the system's cache. scan: events/s by position.\n"
        .to_owned()
}

/// The table of one database at one size.
pub(crate) fn section(database: &str, workload: &Workload, figures: &[Figures]) -> String {
    let plain = figures.iter().find(|f| f.name == "R").map_or(f64::NAN, |f| f.stored_bytes);
    let mut text =
        format!("\n{database}; {} events in {} streams\n\n", workload.events, workload.streams);
    text +=
        "| layout | append | last tenth | written | stored | of R | loads | cold loads | scan |\n";
    text += "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    for f in figures {
        let cold = f.cold_loads.map_or("–".to_owned(), |rate| format!("{rate:.0}"));
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {:.0} | {:.0} | {:.0} | {:.0} | {:.2} | {:.0} | {cold} | {:.0} |",
            f.name,
            f.appends,
            f.last_appends,
            f.written_bytes,
            f.stored_bytes,
            f.stored_bytes / plain,
            f.loads,
            f.scanned
        );
    }
    text
}
