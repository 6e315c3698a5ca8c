//! A file as records, each a JSON object: lines that are ones, rows of a table, events of a log in XML.

use std::io::Read;

use super::input::{Input, InputFormat};
use super::lines::Lines;
use super::table::Table;
use super::values::Values;
use super::xes::Xes;

/// What in a file makes one event.
pub(crate) struct Record {
    /// Part of the id of an event that names none: the line, in a log in XML the number of the event.
    pub(crate) number: u64,
    /// The line in which it begins.
    pub(crate) line: u64,
    /// A JSON object, as far as a line is one; or why it is refused.
    pub(crate) content: Result<String, Fault>,
}

/// What is wrong in a file, and in which line.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) line: u64,
    pub(crate) what: String,
}

impl Fault {
    pub(super) fn new(line: u64, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// How a file is read.
pub(crate) struct Reading<'a> {
    pub(crate) path: &'a str,
    /// Else the name of the file and its beginning tell.
    pub(crate) format: Option<InputFormat>,
    /// What separates the columns of a table; else commas, or tabs where the file's name ends in `.tsv`.
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
    /// Bytes that can't be read, a table without a good header: nothing of the file can be read then.
    pub(crate) fn open(bytes: impl Read + 'a, reading: &Reading<'_>) -> Result<Self, String> {
        let mut input = Input::open(bytes).map_err(|error| error.to_string())?;
        let format = reading.format.unwrap_or_else(|| input.format(reading.path));
        if reading.delimiter.is_some() && format != InputFormat::Csv {
            return Err("only a table has columns that --delimiter separates; leave it out, or pass \
                        --input-format csv"
                .to_owned());
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

/// A JSON object of names and JSON texts.
pub(super) fn object<'n>(members: impl IntoIterator<Item = (&'n str, impl AsRef<str>)>) -> String {
    let mut text = "{".to_owned();
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&string(name));
        text.push(':');
        text.push_str(value.as_ref());
    }
    text.push('}');
    text
}

/// A JSON string.
pub(super) fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
