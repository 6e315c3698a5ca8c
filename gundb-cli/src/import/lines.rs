//! A file as lines, plain or gzip, in bounded memory.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

/// Longest line, in bytes; it may be longer than a payload, because a mapping takes parts of it.
pub(super) const LINE_BYTES_MAX: usize = 8 * 1024 * 1024;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The lines of a file, numbered from 1.
pub(crate) struct Lines<'a> {
    reader: Box<dyn BufRead + 'a>,
    gzip: bool,
    number: u64,
}

/// A line that is not empty: its text without white space around it, or why it is refused.
pub(crate) struct Line {
    pub(crate) number: u64,
    pub(crate) text: Result<String, String>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(mut bytes: impl Read + 'a) -> io::Result<Self> {
        let mut magic = Vec::new();
        bytes.by_ref().take(GZIP_MAGIC.len() as u64).read_to_end(&mut magic)?;
        let gzip = magic == GZIP_MAGIC;
        let whole: BufReader<Chain<Cursor<Vec<u8>>, _>> = BufReader::new(Cursor::new(magic).chain(bytes));
        let reader: Box<dyn BufRead + 'a> =
            if gzip { Box::new(BufReader::new(MultiGzDecoder::new(whole))) } else { Box::new(whole) };
        Ok(Self { reader, gzip, number: 0 })
    }

    /// The next line that is not empty.
    ///
    /// An error is one of the file, not of the line: nothing can be read behind it.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, String> {
        loop {
            let (bytes, length) = match self.line() {
                Ok(None) => return Ok(None),
                Ok(Some(line)) => line,
                Err(error) => return Err(self.broken(&error)),
            };
            self.number += 1;
            let text = match self.number {
                1 => bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes),
                _ => &bytes,
            };
            if text.trim_ascii().is_empty() && length <= LINE_BYTES_MAX as u64 {
                continue;
            }
            let text = if length > LINE_BYTES_MAX as u64 {
                Err(format!("it has {length} bytes; at most {LINE_BYTES_MAX} are allowed in a line"))
            } else {
                std::str::from_utf8(text.trim_ascii())
                    .map(str::to_owned)
                    .map_err(|error| format!("it is not UTF-8 from byte {} on", error.valid_up_to() + 1))
            };
            return Ok(Some(Line { number: self.number, text }));
        }
    }

    /// Bytes up to a line break, of an overlong line only the beginning, and how many there were.
    fn line(&mut self) -> io::Result<Option<(Vec<u8>, u64)>> {
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
            let room = LINE_BYTES_MAX.saturating_sub(line.len());
            line.extend_from_slice(&part[..part.len().min(room)]);
            length += part.len() as u64;
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some((line, length)));
            }
        }
    }

    fn broken(&self, error: &io::Error) -> String {
        let place = format!("the file can't be read behind line {}", self.number);
        if !self.gzip {
            return format!("{place}: {error}");
        }
        let what = match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                "the gzip data ends too early; get the whole file, without anything behind it".to_owned()
            }
            _ => {
                format!("the gzip data is damaged, or something else follows it ({error}); get the file anew")
            }
        };
        format!("{place}: {what}")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::{LINE_BYTES_MAX, Lines};

    fn told(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(bytes).unwrap();
        let mut told = Vec::new();
        loop {
            match lines.next() {
                Ok(None) => return told,
                Ok(Some(line)) => {
                    told.push(format!("{} {}", line.number, line.text.unwrap_or_else(|why| why)))
                }
                Err(why) => {
                    told.push(why);
                    return told;
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
        assert_eq!(told(b"\xef\xbb\xbf{1}\r\n\n  \r\n {2} \n{3}"), ["1 {1}", "4 {2}", "5 {3}"]);
        assert_eq!(told(b"a\nb\xff\nc"), ["1 a", "2 it is not UTF-8 from byte 2 on", "3 c"]);
        assert!(told(b"").is_empty() && told(b"\n").is_empty());
        assert_eq!(told(b"\x1f"), ["1 \x1f"]);
    }

    #[test]
    fn gzip_members_one_behind_the_other() {
        let two = [gzip(b"a\nb"), gzip(b"c\nd\n"), gzip(b"")].concat();
        assert_eq!(told(&two), ["1 a", "2 bc", "3 d"]);
        let half = &two[..two.len() - 25];
        assert!(told(half).last().unwrap().contains("ends too early"), "{:?}", told(half));
        let garbage = [&two[..], b"garbage that is no gzip"].concat();
        assert!(told(&garbage).last().unwrap().contains("behind line 3: the gzip data is damaged"));
    }

    #[test]
    fn an_overlong_line_is_passed_over() {
        let long = [&vec![b' '; LINE_BYTES_MAX + 7][..], b"\nb"].concat();
        let expected =
            format!("1 it has {} bytes; at most {LINE_BYTES_MAX} are allowed in a line", LINE_BYTES_MAX + 7);
        assert_eq!(told(&long), [expected.as_str(), "2 b"]);
    }
}
