//! The bytes of a file, plain or gzip, and the form of its records.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use clap::ValueEnum;
use flate2::bufread::MultiGzDecoder;

/// Longest line of JSON, row of a table or event of a log in XML, in bytes; it may be longer than a
/// payload, because a mapping takes parts of it.
pub(super) const RECORD_BYTES_MAX: usize = 8 * 1024 * 1024;
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// This much of the beginning shows whether a file is gzip, UTF-16 or XML.
const HEAD_BYTES: u64 = 64;

/// The form of a file's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// One JSON object a line
    Jsonl,
    /// A table with a header
    Csv,
    /// An event log in XML (IEEE 1849)
    Xes,
}

/// Bytes on their way in, out of their gzip.
pub(super) struct Input<'a> {
    reader: Box<dyn BufRead + 'a>,
    is_gzip: bool,
}

impl<'a> Input<'a> {
    /// # Errors
    /// Bytes that can't be read; text in UTF-16.
    pub(super) fn open(mut bytes: impl Read + 'a) -> io::Result<Self> {
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(io::Error::other(
                "it is UTF-16; write it as UTF-8 first, for example with `iconv -f UTF-16 -t UTF-8`",
            ));
        }
        let is_gzip = head.starts_with(&GZIP_MAGIC);
        let whole = BufReader::new(Cursor::new(head).chain(bytes));
        let reader: Box<dyn BufRead + 'a> = if is_gzip {
            Box::new(BufReader::new(MultiGzDecoder::new(whole)))
        } else {
            Box::new(whole)
        };
        Ok(Self { reader, is_gzip })
    }

    /// What the name of the file says, else how it begins, else lines.
    pub(super) fn format(&mut self, path: &str) -> InputFormat {
        let name = path.to_ascii_lowercase();
        match name.strip_suffix(".gz").unwrap_or(&name).rsplit_once('.') {
            Some((_, "csv" | "tsv")) => InputFormat::Csv,
            Some((_, "xes")) => InputFormat::Xes,
            _ if self.begins_with(b'<') => InputFormat::Xes,
            _ => InputFormat::Jsonl,
        }
    }

    fn begins_with(&mut self, wanted: u8) -> bool {
        // Bytes that can't be read now can't be read later, and are reported then.
        let head = self.fill_buf().unwrap_or_default();
        let text = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head);
        text.trim_ascii_start().first() == Some(&wanted)
    }

    /// Why the file can't be read on after this line.
    pub(super) fn broken(&self, line: u64, error: &io::Error) -> String {
        let prefix = format!("the file can't be read after line {line}");
        if !self.is_gzip {
            return format!("{prefix}: {error}");
        }
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                "the gzip data ends too early; get the whole file, without anything after it"
                    .to_owned()
            }
            _ => {
                format!(
                    "the gzip data is damaged, or something else follows it ({error}); get the file anew"
                )
            }
        };
        format!("{prefix}: {what}")
    }

    /// Bytes up to a line break, which is left out; of an overlong line only the beginning, and how
    /// many there were.
    pub(super) fn line(&mut self) -> io::Result<Option<(Vec<u8>, u64)>> {
        let (mut line, mut length, mut begun) = (Vec::new(), 0_u64, false);
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                return Ok(begun.then_some((line, length)));
            }
            begun = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let room = RECORD_BYTES_MAX.saturating_sub(line.len());
            line.extend_from_slice(&part[..part.len().min(room)]);
            length += part.len() as u64;
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some((line, length)));
            }
        }
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, used: usize) {
        self.reader.consume(used);
    }
}
