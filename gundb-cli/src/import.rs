//! Importing: records of a file become events, batch by batch, so that a second run stores nothing
//! twice.

mod context;
mod convert;
mod form;
mod input;
mod item;
mod key;
mod lines;
mod mapping;
mod path;
mod progress;
mod raw;
mod record;
mod records;
mod report;
mod store;
mod table;
mod values;
mod xes;

use crate::archive;

pub(crate) use context::{Import, Options, Stop};
pub(crate) use form::Form;
pub(crate) use input::InputFormat;
pub(crate) use item::Item;
pub(crate) use mapping::{Given, Mapping, Section, Wrong, from_file};
pub(crate) use progress::{Progress, size};
pub(crate) use records::{Reading, Records};
pub(crate) use report::{Refused, Report};

use record::{Fault, Record};
use store::{Batch, store};
use values::Values;

/// What a file is whose first line begins a list.
const A_LIST: &str = "it is one JSON array, and not one JSON object a line; make lines of its items first, for example with \
     `jq -c '.[]' FILE`";

impl Import<'_> {
    /// Reads, maps and stores all records.
    pub(crate) async fn run(&mut self, mut records: Records<'_>) -> Result<(), Stop> {
        self.form.check(&records).map_err(Stop::File)?;
        let mut batch = Batch::default();
        loop {
            let item = match self.next(&mut records) {
                Ok(Some(item)) => item,
                Ok(None) => return self.flush(&mut batch).await,
                Err(stop) => {
                    // What comes before the end is stored in any case.
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

    /// The next event; records that are skipped or refused are only counted.
    fn next(&mut self, records: &mut Records<'_>) -> Result<Option<Item>, Stop> {
        while let Some(record) = records.next().map_err(Stop::File)? {
            self.report.counts.lines += 1;
            self.check_first(&record)?;
            match self.event(&record, records.values()) {
                Ok(Some(item)) => return Ok(Some(item)),
                Ok(None) => self.report.counts.skipped += 1,
                Err(Fault { line, what }) => {
                    self.refuse(Refused { line, what, is_conflict: false })?
                }
            }
        }
        Ok(None)
    }

    /// What the first record says of all the file.
    fn check_first(&self, record: &Record) -> Result<(), Stop> {
        let Ok(text) = &record.content else { return Ok(()) };
        if self.report.counts.lines > 1 {
            return Ok(());
        }
        if text.starts_with('[') {
            return Err(Stop::File(A_LIST.to_owned()));
        }
        if matches!(self.form, Form::Archive) && !archive::is_header(text) {
            return Err(Stop::File(archive::NO_HEADER.to_owned()));
        }
        Ok(())
    }

    fn event(&self, record: &Record, values: Values<'_>) -> Result<Option<Item>, Fault> {
        let &Record { number, line, ref content } = record;
        let text = content.as_deref().map_err(Fault::clone)?;
        let event = match self.form {
            Form::Log(mapping) => mapping.event(Given { number, line, text, values }, self.names),
            Form::Archive => {
                let event = archive::event(text, self.names);
                event.map(|event| event.map(|(stream, event)| Item { line, stream, event }))
            }
        };
        event.map_err(|what| Fault { line, what: what + self.hint(text, values) })
    }

    /// What a first line that makes no event says of all the file.
    fn hint(&self, text: &str, values: Values<'_>) -> &'static str {
        let is_first = self.report.counts.lines == 1 && matches!(values, Values::Json);
        match (text.starts_with('{'), text.ends_with('}')) {
            (true, false) if is_first => {
                "; an object has to stand on one line: `jq -c . FILE` makes it so"
            }
            (false, _) if is_first => {
                "; if the file is no JSON lines, say what it is by --input-format"
            }
            _ => "",
        }
    }

    async fn flush(&mut self, batch: &mut Batch) -> Result<(), Stop> {
        store(self, batch.take()).await?;
        self.progress.at(self.report.counts.events());
        Ok(())
    }
}
