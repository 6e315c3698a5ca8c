//! A file as lines, in bounded memory.

use super::input::{BYTE_ORDER_MARK, Input, RECORD_BYTES_MAX};
use super::record::{Fault, Record};

/// The lines of a file, numbered from 1.
pub(crate) struct Lines<'a> {
    input: Input<'a>,
    number: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self { input, number: 0 }
    }

    /// The next line that is not empty, without white space around it.
    ///
    /// An error is one of the file, not of the line: nothing can be read after it.
    pub(super) fn next(&mut self) -> Result<Option<Record>, String> {
        loop {
            let (bytes, length) = match self.input.line() {
                Ok(None) => return Ok(None),
                Ok(Some(line)) => line,
                Err(error) => return Err(self.input.broken(self.number, &error)),
            };
            self.number += 1;
            let text = match self.number {
                1 => bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes),
                _ => &bytes,
            };
            if text.trim_ascii().is_empty() && length <= RECORD_BYTES_MAX as u64 {
                continue;
            }
            let content = if length > RECORD_BYTES_MAX as u64 {
                Err(format!(
                    "it has {length} bytes; at most {RECORD_BYTES_MAX} are allowed in a line"
                ))
            } else {
                std::str::from_utf8(text.trim_ascii()).map(str::to_owned).map_err(|error| {
                    format!("it is not UTF-8 from byte {} on", error.valid_up_to() + 1)
                })
            };
            let content = content.map_err(|what| Fault::new(self.number, what));
            return Ok(Some(Record { number: self.number, line: self.number, content }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::super::input::{Input, RECORD_BYTES_MAX};
    use super::Lines;

    fn read_all(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(Input::open(bytes).unwrap());
        let mut found = Vec::new();
        loop {
            match lines.next() {
                Ok(None) => return found,
                Ok(Some(line)) => found.push(format!(
                    "{} {}",
                    line.number,
                    line.content.unwrap_or_else(|fault| fault.what)
                )),
                Err(why) => {
                    found.push(why);
                    return found;
                }
            }
        }
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn plain_files() {
        assert_eq!(read_all(b"\xef\xbb\xbf{1}\r\n\n  \r\n {2} \n{3}"), ["1 {1}", "4 {2}", "5 {3}"]);
        assert_eq!(read_all(b"a\nb\xff\nc"), ["1 a", "2 it is not UTF-8 from byte 2 on", "3 c"]);
        assert!(read_all(b"").is_empty() && read_all(b"\n").is_empty());
        assert_eq!(read_all(b"\x1f"), ["1 \x1f"]);
    }

    #[test]
    fn gzip_members_one_after_the_other() {
        let two = [gzip(b"a\nb"), gzip(b"c\nd\n"), gzip(b"")].concat();
        assert_eq!(read_all(&two), ["1 a", "2 bc", "3 d"]);
        let half = &two[..two.len() - 25];
        assert!(read_all(half).last().unwrap().contains("ends too early"), "{:?}", read_all(half));
        let garbage = [&two[..], b"garbage that is no gzip"].concat();
        assert!(
            read_all(&garbage).last().unwrap().contains("after line 3: the gzip data is damaged")
        );
    }

    #[test]
    fn an_overlong_line_is_passed_over() {
        let long = [&vec![b' '; RECORD_BYTES_MAX + 7][..], b"\nb"].concat();
        let expected = format!(
            "1 it has {} bytes; at most {RECORD_BYTES_MAX} are allowed in a line",
            RECORD_BYTES_MAX + 7
        );
        assert_eq!(read_all(&long), [expected.as_str(), "2 b"]);
    }
}
