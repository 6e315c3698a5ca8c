//! Columns of many events in one cell: a page is one row, which costs a driver less than a row an
//! event.
//!
//! SQLite, a column of numbers, and one of texts or bytes, which takes two cells (lengths in bytes,
//! then all of them):
//!
//! ```text
//! 1,2,,4              1, 2, NULL, 4
//! 5,,3   helloyes     "hello", NULL, "yes"
//! ```
//!
//! Postgres, an array in the form in which the server sends it, all numbers big-endian:
//!
//! ```text
//! dimensions  has nulls  type oid  length  first index │ size  bytes  │ size -1 │ size  bytes
//!  4 bytes     4 bytes    4 bytes  4 bytes   4 bytes   │  4     size  │ (NULL)  │  4     size
//! ```
//!
//! An array without elements has no dimensions, and ends after the type.

use std::ops::Range;

use sqlx::{Row as _, ValueRef as _};

use super::row::{Cells, Row};
use crate::error::{Error, Result};

/// Bytes of the head of an array that Postgres sends: dimensions, nulls, type; length and first
/// number of the one dimension.
const ARRAY_HEAD_BYTES: usize = 20;

/// Texts or byte strings, one after the other.
#[derive(Debug, Default)]
pub(in crate::store) struct Packed {
    bytes: Vec<u8>,
    cells: Vec<Option<Range<usize>>>,
}

impl Packed {
    pub(in crate::store) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(in crate::store) fn bytes(&self, index: usize) -> Option<&[u8]> {
        self.cells.get(index)?.clone().and_then(|range| self.bytes.get(range))
    }

    pub(in crate::store) fn text(&self, index: usize) -> Result<Option<&str>> {
        let text = self.bytes(index).map(std::str::from_utf8).transpose();
        text.map_err(|_| Error::corrupt("a text in gundb_event is not UTF-8"))
    }

    /// Bytes of all cells.
    pub(in crate::store) fn size(&self) -> usize {
        self.bytes.len()
    }
}

impl Cells {
    /// A column of numbers.
    pub(in crate::store) fn packed_numbers(&mut self) -> Result<Vec<Option<i64>>> {
        let index = self.advance();
        match self.row() {
            Row::Sqlite(row) => numbers(text(row.try_get_unchecked(index))?),
            Row::Postgres(row) => {
                let value = row.try_get_raw(index).map_err(unreadable)?;
                if value.is_null() {
                    return Ok(Vec::new());
                }
                let bytes = value.as_bytes().map_err(|error| Error::corrupt(error.to_string()))?;
                let number = |cell: Option<Range<usize>>| match cell {
                    None => Ok(None),
                    Some(cell) => {
                        bytes[cell].try_into().map(i64::from_be_bytes).map(Some).map_err(|_| cut())
                    }
                };
                elements(bytes)?.into_iter().map(number).collect()
            }
        }
    }

    /// A column of texts or bytes.
    pub(in crate::store) fn packed(&mut self) -> Result<Packed> {
        let index = self.advance();
        if let Row::Postgres(row) = self.row() {
            let value = row.try_get_raw(index).map_err(unreadable)?;
            if value.is_null() {
                return Ok(Packed::default());
            }
            let bytes = value.as_bytes().map_err(|error| Error::corrupt(error.to_string()))?;
            return Ok(Packed { cells: elements(bytes)?, bytes: bytes.to_vec() });
        }
        let data = self.advance();
        let Row::Sqlite(row) = self.row() else { return Ok(Packed::default()) };
        let lengths = numbers(text(row.try_get_unchecked(index))?)?;
        let bytes: Option<Vec<u8>> = row.try_get_unchecked(data).map_err(unreadable)?;
        let bytes = bytes.unwrap_or_default();
        let mut end = 0;
        let mut range = |length: i64| {
            let start = end;
            end += usize::try_from(length).ok()?;
            Some(start..end)
        };
        let cells = lengths.into_iter().map(|length| length.and_then(&mut range)).collect();
        if end == bytes.len() { Ok(Packed { bytes, cells }) } else { Err(cut()) }
    }
}

fn text(text: Result<Option<&str>, sqlx::Error>) -> Result<Option<&str>> {
    text.map_err(unreadable)
}

fn unreadable(error: sqlx::Error) -> Error {
    Error::corrupt(format!("packed events can't be read: {error}"))
}

fn cut() -> Error {
    Error::corrupt("packed events are cut")
}

/// Numbers with commas between them; nothing stands for NULL. NULL itself, and only it, has no
/// number at all.
fn numbers(text: Option<&str>) -> Result<Vec<Option<i64>>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let number = |part: &str| match part {
        "" => Ok(None),
        part => {
            part.parse().map(Some).map_err(|_| Error::corrupt(format!("`{part}` is no number")))
        }
    };
    text.split(',').map(number).collect()
}

/// Where the elements of an array of Postgres' stand.
fn elements(bytes: &[u8]) -> Result<Vec<Option<Range<usize>>>> {
    let int = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(i32::from_be_bytes);
    let length = if int(0) == Some(0) { 0 } else { int(12).ok_or_else(cut)? };
    let mut at = ARRAY_HEAD_BYTES;
    let mut cells = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    for _ in 0..length {
        let size = int(at).ok_or_else(cut)?;
        at += 4;
        let Ok(size) = usize::try_from(size) else {
            cells.push(None);
            continue;
        };
        cells.push(Some(at..at + size));
        at += size;
    }
    if at <= bytes.len() || cells.is_empty() { Ok(cells) } else { Err(cut()) }
}
