//! Everything that an import works with, and why it ends.

use gundb::Gundb;

use super::form::Form;
use super::progress::Progress;
use super::report::{Refused, Report};
use crate::names::Names;

/// What the flags ask for.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    /// Refused lines are reported, and the import continues; else the first one ends it.
    pub(crate) skip_bad: bool,
    /// Lines are checked, and nothing is stored.
    pub(crate) dry_run: bool,
}

/// Why an import ended early.
pub(crate) enum Stop {
    /// A line was refused.
    Line(Refused),
    /// The file can't be read on.
    File(String),
    /// The database failed.
    Store(gundb::Error),
}

/// Everything that an import works with.
pub(crate) struct Import<'a> {
    pub(crate) db: &'a Gundb,
    pub(crate) names: &'a Names,
    pub(crate) form: &'a Form,
    pub(crate) options: Options,
    pub(crate) report: Report<'a>,
    pub(crate) progress: Progress,
}

impl Import<'_> {
    /// Counts a refused line, or ends the import with it.
    pub(super) fn refuse(&mut self, refused: Refused) -> Result<(), Stop> {
        if !self.options.skip_bad {
            self.report.counts.refused += 1;
            return Err(Stop::Line(refused));
        }
        let report = &mut self.report;
        self.progress.aside(|| report.refuse(refused));
        Ok(())
    }
}
