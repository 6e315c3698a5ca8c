//! A table as CSV (RFC 4180): its first row names the columns, each other row is a record.

mod quotes;

use std::collections::HashMap;
use std::io::Cursor;

use quotes::Quotes;

use super::input::{BYTE_ORDER_MARK, Input, RECORD_BYTES_MAX};
use super::record::{Fault, Record, object, string};
use crate::output::text::counted;

/// Most columns of a table.
pub(super) const COLUMNS_MAX: usize = 4096;

/// The rows of a table below its header.
pub(crate) struct Table<'a> {
    input: Input<'a>,
    delimiter: u8,
    /// Takes rows apart, one after the other; making one costs more than a row.
    rows: csv::Reader<Cursor<Vec<u8>>>,
    columns: Vec<String>,
    /// Lines that were read.
    line: u64,
}

/// A row as it is written in the file.
struct Row {
    /// Where it begins: there may be line breaks in it.
    line: u64,
    cells: Result<csv::ByteRecord, Fault>,
}

impl<'a> Table<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// A file that can't be read; a header that is missing, or doesn't name each column once.
    pub(super) fn new(input: Input<'a>, delimiter: u8) -> Result<Self, String> {
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(Cursor::new(Vec::new()));
        let mut table = Self { input, delimiter, rows, columns: Vec::new(), line: 0 };
        let Some(Row { line, cells }) = table.row()? else {
            return Err(
                "it is empty; a table begins with a header, a row of the names of its columns"
                    .to_owned(),
            );
        };
        table.columns = cells
            .and_then(|cells| columns(line, &cells))
            .map_err(|Fault { line, what }| format!("line {line}, the header: {what}"))?;
        Ok(table)
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next row that is not empty, its cells as JSON strings.
    ///
    /// An error is one of the file, not of the row: nothing can be read after it.
    pub(super) fn next(&mut self) -> Result<Option<Record>, String> {
        let Some(Row { line, cells }) = self.row()? else { return Ok(None) };
        let content = cells.and_then(|cells| self.object(line, &cells));
        Ok(Some(Record { number: line, line, content }))
    }

    /// The cells of a row by the names of their columns.
    fn object(&self, line: u64, cells: &csv::ByteRecord) -> Result<String, Fault> {
        let (wanted, given) = (self.columns.len(), cells.len());
        if given < wanted {
            let first = self.described(given);
            let columns = counted(wanted as u64, "column");
            let what =
                format!("{first} is missing: the header has {columns}, and this row {given}");
            return Err(Fault::new(line, what));
        }
        if given > wanted {
            let what = format!(
                "column {} is one too many: the header has {}, and this row {given}; a value with the delimiter in it stands \
                 in quotes",
                wanted + 1,
                counted(wanted as u64, "column")
            );
            return Err(Fault::new(line, what));
        }
        let mut members = Vec::with_capacity(wanted);
        for (index, (name, cell)) in self.columns.iter().zip(cells).enumerate() {
            let text = std::str::from_utf8(cell)
                .map_err(|error| Fault::new(line, not_utf8(&self.described(index), cell, error)))?;
            members.push((name.as_str(), string(text)));
        }
        Ok(object(members))
    }

    fn described(&self, index: usize) -> String {
        described(&self.columns, index)
    }

    /// The next row that is not empty.
    fn row(&mut self) -> Result<Option<Row>, String> {
        loop {
            let Some((bytes, length)) = self.line()? else { return Ok(None) };
            let line = self.line;
            if length > RECORD_BYTES_MAX as u64 {
                let what = format!(
                    "it has {length} bytes; at most {RECORD_BYTES_MAX} are allowed in a row"
                );
                return Ok(Some(Row { line, cells: Err(Fault::new(line, what)) }));
            }
            let text = if line == 1 {
                bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes)
            } else {
                &bytes
            };
            if !text.trim_ascii().is_empty() {
                let cells = self.rest(text.to_owned())?;
                return Ok(Some(Row { line, cells }));
            }
        }
    }

    /// The row that begins with this line: with the lines after it as long as a quote is open.
    fn rest(&mut self, mut row: Vec<u8>) -> Result<Result<csv::ByteRecord, Fault>, String> {
        let mut quotes = Quotes::new(self.delimiter);
        let (begin, mut looked_at) = (self.line, 0);
        loop {
            match quotes.line(&row[looked_at..]) {
                Ok(true) => return Ok(Ok(self.taken_apart(row))),
                Ok(false) => {}
                Err(what) => return Ok(Err(Fault::new(self.line, what))),
            }
            let opened = format!("line {begin}, column {}: a quote opens there", quotes.column());
            let Some((line, length)) = self.line()? else {
                return Err(format!("{opened}, and is never closed"));
            };
            if row.len() as u64 + length > RECORD_BYTES_MAX as u64 {
                return Err(format!("{opened}, and is not closed within {RECORD_BYTES_MAX} bytes"));
            }
            row.push(b'\n');
            looked_at = row.len();
            row.extend(line);
        }
    }

    /// The cells of one row, of which [`Quotes`] had nothing to say.
    fn taken_apart(&mut self, mut row: Vec<u8>) -> csv::ByteRecord {
        // With its end, so that the reader needs nothing after it, and has nothing left of it.
        row.push(b'\n');
        *self.rows.get_mut() = Cursor::new(row);
        let mut cells = csv::ByteRecord::new();
        // Bytes in memory can be read, and rows of any length are fine.
        let _ = self.rows.read_byte_record(&mut cells);
        cells
    }

    fn line(&mut self) -> Result<Option<(Vec<u8>, u64)>, String> {
        let line = self.input.line().map_err(|error| self.input.broken(self.line, &error))?;
        self.line += u64::from(line.is_some());
        Ok(line)
    }
}

/// `column 3 (`amount`)`.
pub(super) fn described(columns: &[String], index: usize) -> String {
    let name = columns.get(index).map_or_else(String::new, |name| format!(" (`{name}`)"));
    format!("column {}{name}", index + 1)
}

/// The names of the columns, all different.
fn columns(line: u64, cells: &csv::ByteRecord) -> Result<Vec<String>, Fault> {
    let fault = |what: String| Fault::new(line, what);
    if cells.len() > COLUMNS_MAX {
        return Err(fault(format!(
            "it has {} columns, and at most {COLUMNS_MAX} are allowed: column {} is the first beyond them",
            cells.len(),
            COLUMNS_MAX + 1
        )));
    }
    let mut columns: Vec<String> = Vec::with_capacity(cells.len());
    let mut seen = HashMap::new();
    for (index, cell) in cells.iter().enumerate() {
        let column = described(&[], index);
        let name =
            std::str::from_utf8(cell).map_err(|error| fault(not_utf8(&column, cell, error)))?;
        if name.is_empty() {
            return Err(fault(format!("{column} has no name; give it one")));
        }
        if let Some(earlier) = seen.insert(name.to_owned(), index + 1) {
            return Err(fault(format!(
                "columns {earlier} and {} are both named `{name}`; rename one",
                index + 1
            )));
        }
        columns.push(name.to_owned());
    }
    Ok(columns)
}

fn not_utf8(column: &str, cell: &[u8], error: std::str::Utf8Error) -> String {
    let byte = cell.get(error.valid_up_to()).copied().unwrap_or_default();
    format!(
        "{column} is not UTF-8: its byte {} is 0x{byte:02X}; write the file as UTF-8 first, for example with \
         `iconv -f LATIN1 -t UTF-8` if it is Latin-1",
        error.valid_up_to() + 1
    )
}

#[cfg(test)]
#[path = "table/tests.rs"]
mod tests;
