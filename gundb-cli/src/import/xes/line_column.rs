//! Lines and columns of bytes that pass, and a bound for those of one tag.

use std::fmt;
use std::io::{self, BufRead, Read};

use super::super::input::RECORD_BYTES_MAX;

/// Where in a file something begins; lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineColumn {
    pub(super) line: u64,
    pub(super) column: u64,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A reader that knows where it is.
pub(super) struct Tracked<R> {
    inner: R,
    at: LineColumn,
    /// Where the last byte is, if it was a `<`: the reader of XML takes it together with the text
    /// before it.
    bracket: Option<LineColumn>,
    /// Bytes that passed since a tag or a text began.
    bytes: usize,
}

impl<R> Tracked<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, at: LineColumn { line: 1, column: 1 }, bracket: None, bytes: 0 }
    }

    pub(super) fn inner(&self) -> &R {
        &self.inner
    }

    /// Where the next tag or text begins.
    pub(super) fn at(&self) -> LineColumn {
        self.bracket.unwrap_or(self.at)
    }

    /// From here on this many bytes may pass, until it is called again.
    pub(super) fn begin(&mut self) {
        self.bytes = 0;
    }
}

impl<R: BufRead> Read for Tracked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let used = available.len().min(buffer.len());
        buffer[..used].copy_from_slice(&available[..used]);
        self.consume(used);
        Ok(used)
    }
}

impl<R: BufRead> BufRead for Tracked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes > RECORD_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, used: usize) {
        // What was given out is there still.
        for byte in self.inner.fill_buf().unwrap_or_default().iter().take(used) {
            self.bracket = (*byte == b'<').then_some(self.at);
            match byte {
                b'\n' => self.at = LineColumn { line: self.at.line + 1, column: 1 },
                // Only the first byte of a character counts.
                0x80..0xC0 => {}
                _ => self.at.column += 1,
            }
        }
        self.bytes += used;
        self.inner.consume(used);
    }
}
