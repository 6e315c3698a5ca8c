//! The tags of a log in XML, one after the other.

use std::io;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::input::{Input, RECORD_BYTES_MAX};
use super::line_column::{LineColumn, Tracked};

pub(super) type Xml<'a> = Reader<Tracked<Input<'a>>>;

/// A tag, or the end of the file.
pub(super) enum Tag {
    /// Whether it is closed at once, as `<a/>`.
    Open(BytesStart<'static>, bool),
    Close,
    End,
}

/// The next tag, and where it begins; text and comments between tags mean nothing in such a log.
pub(super) fn tag(xml: &mut Xml<'_>) -> Result<(LineColumn, Tag), String> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        xml.get_mut().begin();
        let at = xml.get_ref().at();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => return Ok((at, Tag::Open(tag.into_owned(), false))),
            Ok(Event::Empty(tag)) => return Ok((at, Tag::Open(tag.into_owned(), true))),
            Ok(Event::End(_)) => return Ok((at, Tag::Close)),
            Ok(Event::Eof) => return Ok((at, Tag::End)),
            Ok(Event::Decl(declaration)) => {
                let encoding = declaration.encoding().and_then(Result::ok).unwrap_or_default();
                check_encoding(&String::from_utf8_lossy(&encoding))?;
            }
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) => return Err(unreadable(xml, at, &error)),
            Err(error) => {
                let at = xml.get_ref().at();
                return Err(format!("{at}: it is not well-formed XML from here on: {error}"));
            }
        }
    }
}

fn unreadable(xml: &Xml<'_>, at: LineColumn, error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::FileTooLarge {
        return format!(
            "{at}: a tag or text has over {RECORD_BYTES_MAX} bytes; is a quote or a `>` missing there?"
        );
    }
    xml.get_ref().inner().broken(at.line.saturating_sub(1), error)
}

fn check_encoding(encoding: &str) -> Result<(), String> {
    let is_known =
        ["", "utf-8", "utf8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str());
    if is_known {
        return Ok(());
    }
    Err(format!(
        "it is written in {encoding}; write it as UTF-8 first (`iconv -f {encoding} -t UTF-8`), and change \
         `encoding=\"{encoding}\"` in its first line"
    ))
}
