//! An event log in XML (XES, IEEE 1849): each event of each trace is a record, with the attributes of its trace as `case:…`.
//!
//! Read as a stream: of a file of any size, one trace's attributes and one event are in memory.

mod attribute;
mod place;

use std::io;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::input::{Input, RECORD_BYTES_MAX};
use super::records::{Fault, Record, object};
use attribute::{Members, Walk, is_attribute, skip};
use place::{Place, Placed};

/// What stands before the names of a trace's attributes: they would else meet those of its events.
const OF_TRACE: &str = "case:";

type Xml<'a> = Reader<Placed<Input<'a>>>;

/// The events of a log.
pub(crate) struct Xes<'a> {
    xml: Xml<'a>,
    at: At,
    /// Events of the log so far.
    events: u64,
    trace: Trace,
}

/// Where in the log one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Begin,
    Log,
    Trace,
    End,
}

/// What is known of the trace that one is in.
#[derive(Default)]
struct Trace {
    members: Members,
    bytes: usize,
    /// What is wrong with the first bad attribute: none of its events can be had then.
    fault: Option<Fault>,
    /// Whether an event of it was read.
    begun: bool,
}

/// A tag, or the end of the file.
enum Tag {
    /// Whether it is closed at once, as `<a/>`.
    Open(BytesStart<'static>, bool),
    Close,
    End,
}

impl<'a> Xes<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        let mut xml = Reader::from_reader(Placed::new(input));
        xml.config_mut().check_comments = false;
        Self { xml, at: At::Begin, events: 0, trace: Trace::default() }
    }

    /// The next event.
    ///
    /// An error is one of the file, not of the event: nothing can be read after it.
    pub(super) fn next(&mut self) -> Result<Option<Record>, String> {
        loop {
            let (place, tag) = tag(&mut self.xml)?;
            match (self.at, tag) {
                (At::End, Tag::End) => return Ok(None),
                (At::Begin, Tag::End) => {
                    return Err("it is no event log: it has no element `<log>`".to_owned());
                }
                (_, Tag::End) => {
                    return Err(format!(
                        "{place}: the file ends in the middle of the log; get the whole file"
                    ));
                }
                (At::Begin, Tag::Open(tag, closed)) => self.begin(&tag, closed)?,
                (At::End, Tag::Open(..)) => return Err(format!("{place}: something follows the log")),
                (At::Log | At::Trace, Tag::Open(tag, closed)) => {
                    if let Some(event) = self.inside(place, &tag, closed)? {
                        return Ok(Some(event));
                    }
                }
                (At::Trace, Tag::Close) => self.at = At::Log,
                (_, Tag::Close) => self.at = At::End,
            }
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>, closed: bool) -> Result<(), String> {
        if tag.local_name().as_ref() != b"log" {
            let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
            return Err(format!("it is no event log: its first element is `<{name}>`, and not `<log>`"));
        }
        self.at = if closed { At::End } else { At::Log };
        Ok(())
    }

    /// An element of the log or of a trace; the event if it is one.
    fn inside(&mut self, place: Place, tag: &BytesStart<'_>, closed: bool) -> Result<Option<Record>, String> {
        match (self.at, tag.local_name().as_ref()) {
            (At::Log, b"trace") => {
                self.trace = Trace::default();
                self.at = if closed { At::Log } else { At::Trace };
            }
            (at, b"event") => {
                if at == At::Log {
                    self.trace = Trace::default();
                }
                self.trace.begun = true;
                return self.event(place, closed).map(Some);
            }
            (At::Trace, _) => self.of_trace(place, tag, closed)?,
            // Extensions, classifiers, defaults and attributes of the log itself.
            _ => skip(&mut self.xml, closed)?,
        }
        Ok(None)
    }

    /// An attribute of a trace.
    fn of_trace(&mut self, place: Place, tag: &BytesStart<'_>, closed: bool) -> Result<(), String> {
        if self.trace.begun && is_attribute(tag.local_name().as_ref()) {
            return Err(format!(
                "{place}: an attribute of the trace follows its events, which are read by then; XES wants attributes first"
            ));
        }
        let mut walk = Walk::new(&mut self.xml, self.trace.bytes);
        let members = walk.one(place, tag, closed, 1)?;
        self.trace.bytes = walk.bytes();
        self.trace.fault = self.trace.fault.take().or(walk.fault);
        let members = members.into_iter().map(|(name, value)| (format!("{OF_TRACE}{name}"), value));
        self.trace.members.extend(members);
        Ok(())
    }

    /// The rest of an event.
    fn event(&mut self, place: Place, closed: bool) -> Result<Record, String> {
        self.events += 1;
        let mut walk = Walk::new(&mut self.xml, self.trace.bytes);
        let members = if closed { Members::new() } else { walk.all()? };
        let content = match walk.fault.or_else(|| self.trace.fault.clone()) {
            Some(fault) => Err(fault),
            None => {
                let all = self.trace.members.iter().chain(&members);
                Ok(object(all.map(|(name, value)| (name.as_str(), value))))
            }
        };
        Ok(Record { number: self.events, line: place.line, content })
    }
}

/// The next tag, and where it begins; text and comments between tags mean nothing in such a log.
fn tag(xml: &mut Xml<'_>) -> Result<(Place, Tag), String> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        xml.get_mut().begin();
        let place = xml.get_ref().place();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => return Ok((place, Tag::Open(tag.into_owned(), false))),
            Ok(Event::Empty(tag)) => return Ok((place, Tag::Open(tag.into_owned(), true))),
            Ok(Event::End(_)) => return Ok((place, Tag::Close)),
            Ok(Event::Eof) => return Ok((place, Tag::End)),
            Ok(Event::Decl(declaration)) => {
                let encoding = declaration.encoding().and_then(Result::ok).unwrap_or_default();
                check_encoding(&String::from_utf8_lossy(&encoding))?;
            }
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) => return Err(unreadable(xml, place, &error)),
            Err(error) => {
                let place = xml.get_ref().place();
                return Err(format!("{place}: it is not well-formed XML from here on: {error}"));
            }
        }
    }
}

fn unreadable(xml: &Xml<'_>, place: Place, error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::FileTooLarge {
        return format!(
            "{place}: a tag or text has over {RECORD_BYTES_MAX} bytes; is a quote or a `>` missing there?"
        );
    }
    xml.get_ref().inner().broken(place.line.saturating_sub(1), error)
}

fn check_encoding(encoding: &str) -> Result<(), String> {
    let is_known = ["", "utf-8", "utf8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str());
    if is_known {
        return Ok(());
    }
    Err(format!(
        "it is written in {encoding}; write it as UTF-8 first (`iconv -f {encoding} -t UTF-8`), and change \
         `encoding=\"{encoding}\"` in its first line"
    ))
}

#[cfg(test)]
#[path = "xes/tests.rs"]
mod tests;
