//! What an import did, counted, with the first refused lines.

use std::io::Write;

use serde::Serialize;

use crate::output::text;

/// Most refused lines that are reported one by one.
const REFUSED_SHOWN_MAX: usize = 100;

#[derive(Clone, Copy, Default, Serialize)]
pub(crate) struct Counts {
    /// Lines that are not empty, rows, or events of a log in XML.
    pub(crate) lines: u64,
    /// Events that are new, and stored.
    pub(crate) stored: u64,
    /// Events that were there already.
    pub(crate) there: u64,
    /// Events that would go to the store, where nothing is stored.
    pub(crate) checked: u64,
    /// Lines that the mapping skips.
    pub(crate) skipped: u64,
    /// Lines that make no event.
    pub(crate) refused: u64,
    /// Lines that were read, and came to nothing because the import ended before them.
    pub(crate) not_tried: u64,
}

/// A line that was refused.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Refused {
    pub(crate) line: u64,
    pub(crate) what: String,
    /// Whether it is good by itself, but something else is stored: its id with other content, a
    /// value that must be unique.
    #[serde(skip)]
    pub(crate) is_conflict: bool,
}

/// Counts, and what is reported meanwhile.
pub(crate) struct Report<'a> {
    pub(crate) counts: Counts,
    refused: Vec<Refused>,
    err: &'a mut dyn Write,
}

#[derive(Serialize)]
pub(crate) struct Summary {
    #[serde(flatten)]
    counts: Counts,
    refused_lines: Vec<Refused>,
}

impl Counts {
    pub(super) fn events(&self) -> u64 {
        self.stored + self.there + self.checked
    }

    pub(super) fn add(&mut self, events: usize, stored: usize, dry_run: bool) {
        if dry_run {
            self.checked += events as u64;
        } else {
            self.stored += stored as u64;
            self.there += (events - stored) as u64;
        }
    }
}

impl<'a> Report<'a> {
    pub(crate) fn new(err: &'a mut dyn Write) -> Self {
        Self { counts: Counts::default(), refused: Vec::new(), err }
    }

    /// Reports a refused line; only the first ones, so that neither memory nor the terminal
    /// overflows.
    pub(crate) fn refuse(&mut self, refused: Refused) {
        self.counts.refused += 1;
        if self.refused.len() < REFUSED_SHOWN_MAX {
            // If this fails, there is nobody to report it to.
            let _ = writeln!(
                self.err,
                "line {}: {}",
                refused.line,
                text::printable_lines(&refused.what)
            );
            self.refused.push(refused);
        } else if self.refused.len() as u64 + 1 == self.counts.refused {
            let _ = writeln!(self.err, "more lines are refused; they are only counted");
        }
    }

    pub(crate) fn summary(self) -> Summary {
        let Counts { lines, stored, there, checked, skipped, refused, .. } = self.counts;
        let not_tried = lines - (stored + there + checked + skipped + refused);
        Summary { counts: Counts { not_tried, ..self.counts }, refused_lines: self.refused }
    }
}

impl Summary {
    /// For people, on one line; `noun` is what was counted, one of it.
    pub(crate) fn for_people(&self, noun: &str, dry_run: bool) -> String {
        let Counts { lines, stored, there, checked, skipped, refused, not_tried } = self.counts;
        let mut rest = format!("{skipped} skipped, {refused} refused");
        if not_tried > 0 {
            rest.push_str(&format!(", {not_tried} not tried"));
        }
        let counted = text::counted(lines, noun);
        if dry_run {
            return format!("{counted}: {checked} can be imported, {rest}; nothing was stored");
        }
        format!("{counted}: {stored} stored, {there} already there, {rest}")
    }

    pub(crate) fn has_refused(&self) -> bool {
        self.counts.refused > 0
    }
}
