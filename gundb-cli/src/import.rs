//! Importing: lines of a file become events, batch by batch, so that a second run stores nothing twice.

mod convert;
mod key;
mod lines;
mod mapping;
mod path;
mod progress;
mod raw;
mod report;
mod store;

use gundb::model::StreamRef;
use gundb::{Gundb, NewEvent};

use crate::archive;
use crate::names::Names;

pub(crate) use lines::Lines;
pub(crate) use mapping::{Mapping, Section, Wrong, from_file};
pub(crate) use progress::{Progress, size};
pub(crate) use report::{Refused, Report};

use store::{Batch, store};

/// What the lines of a file are.
pub(crate) enum Form {
    /// Somebody's log.
    Log(Mapping),
    /// What `gundb export` wrote.
    Archive,
}

/// An event of a line.
#[derive(Debug)]
pub(crate) struct Item {
    line: u64,
    stream: StreamRef,
    pub(crate) event: NewEvent,
}

/// How to go about it.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    /// Refused lines are reported, and the import goes on; else the first one ends it.
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
    /// Reads, maps and stores all lines.
    pub(crate) async fn run(&mut self, mut lines: Lines<'_>) -> Result<(), Stop> {
        let mut batch = Batch::default();
        loop {
            let item = match self.next(&mut lines) {
                Ok(Some(item)) => item,
                Ok(None) => return self.flush(&mut batch).await,
                Err(stop) => {
                    // What stands before the end is stored in any case.
                    self.flush(&mut batch).await?;
                    return Err(stop);
                }
            };
            if !batch.has_room_for(&item) {
                self.flush(&mut batch).await?;
            }
            batch.push(item);
        }
    }

    /// The next event; lines that are skipped or refused are only counted.
    fn next(&mut self, lines: &mut Lines<'_>) -> Result<Option<Item>, Stop> {
        while let Some(line) = lines.next().map_err(Stop::File)? {
            self.report.counts.lines += 1;
            let is_first = self.report.counts.lines == 1;
            if is_first
                && matches!(self.form, Form::Archive)
                && !line.text.as_deref().is_ok_and(archive::is_header)
            {
                return Err(Stop::File(archive::NO_HEADER.to_owned()));
            }
            let event = line.text.and_then(|text| self.event(line.number, &text));
            match event {
                Ok(Some(item)) => return Ok(Some(item)),
                Ok(None) => self.report.counts.skipped += 1,
                Err(what) => self.refuse(Refused { line: line.number, what, duplicate: false })?,
            }
        }
        Ok(None)
    }

    fn event(&self, number: u64, text: &str) -> Result<Option<Item>, String> {
        match self.form {
            Form::Log(mapping) => mapping.event(number, text, self.names),
            Form::Archive => {
                let event = archive::event(text, self.names)?;
                Ok(event.map(|(stream, event)| Item { line: number, stream, event }))
            }
        }
    }

    async fn flush(&mut self, batch: &mut Batch) -> Result<(), Stop> {
        store(self, batch.take()).await?;
        self.progress.at(self.report.counts.events());
        Ok(())
    }

    fn refuse(&mut self, refused: Refused) -> Result<(), Stop> {
        if !self.options.skip_bad {
            return Err(Stop::Line(refused));
        }
        let report = &mut self.report;
        self.progress.aside(|| report.refuse(refused));
        Ok(())
    }
}

impl Form {
    /// Checks the mapping against what the database knows; an error is told by `told`, with its place in the file.
    pub(crate) fn resolve(
        &mut self,
        names: &Names,
        told: impl Fn(Option<usize>, String) -> String,
    ) -> Result<(), String> {
        match self {
            Self::Log(mapping) => mapping.resolve(names, told),
            Self::Archive => Ok(()),
        }
    }

    /// Fields of the mapping that were in no line.
    pub(crate) fn never_found(&self) -> Vec<String> {
        match self {
            Self::Log(mapping) => mapping.never_found(),
            Self::Archive => Vec::new(),
        }
    }
}
