//! A file as records, each a JSON object: lines that are ones, rows of a table, events of a log in
//! XML.

use std::io::Read;

use super::input::{Input, InputFormat};
use super::lines::Lines;
use super::record::Record;
use super::table::Table;
use super::values::Values;
use super::xes::Xes;

/// How a file is read.
pub(crate) struct Reading<'a> {
    pub(crate) path: &'a str,
    /// If there is none, the name of the file and its beginning decide.
    pub(crate) format: Option<InputFormat>,
    /// What separates the columns of a table; else commas, or tabs where the file's name ends in
    /// `.tsv`.
    pub(crate) delimiter: Option<u8>,
}

/// The records of a file, in its order.
pub(crate) enum Records<'a> {
    Lines(Lines<'a>),
    Table(Table<'a>),
    Xes(Box<Xes<'a>>),
}

impl<'a> Records<'a> {
    /// # Errors
    /// Bytes that can't be read, a table without a good header: nothing of the file can be read
    /// then.
    pub(crate) fn open(bytes: impl Read + 'a, reading: &Reading<'_>) -> Result<Self, String> {
        let mut input = Input::open(bytes).map_err(|error| error.to_string())?;
        let format = reading.format.unwrap_or_else(|| input.format(reading.path));
        if reading.delimiter.is_some() && format != InputFormat::Csv {
            return Err(
                "only a table has columns that --delimiter separates; leave it out, or pass \
                        --input-format csv"
                    .to_owned(),
            );
        }
        match format {
            InputFormat::Jsonl => Ok(Self::Lines(Lines::new(input))),
            InputFormat::Csv => {
                let delimiter = reading.delimiter.unwrap_or_else(|| usual_delimiter(reading.path));
                Table::new(input, delimiter).map(Self::Table)
            }
            InputFormat::Xes => Ok(Self::Xes(Box::new(Xes::new(input)))),
        }
    }

    /// The next record.
    ///
    /// # Errors
    /// One of the file, not of the record: nothing can be read after it.
    pub(crate) fn next(&mut self) -> Result<Option<Record>, String> {
        match self {
            Self::Lines(lines) => lines.next(),
            Self::Table(table) => table.next(),
            Self::Xes(xes) => xes.next(),
        }
    }

    /// What their values are.
    pub(crate) fn values(&self) -> Values<'_> {
        match self {
            Self::Lines(_) => Values::Json,
            Self::Table(table) => Values::Cells(table.columns()),
            Self::Xes(_) => Values::Attributes,
        }
    }

    /// What one of them is called, in messages.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Lines(_) => "line",
            Self::Table(_) => "row",
            Self::Xes(_) => "event",
        }
    }
}

fn usual_delimiter(path: &str) -> u8 {
    let name = path.to_ascii_lowercase();
    if name.strip_suffix(".gz").unwrap_or(&name).ends_with(".tsv") { b'\t' } else { b',' }
}
