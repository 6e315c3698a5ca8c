//! An event log in XML (XES, IEEE 1849): each event of each trace is a record, with the attributes
//! of its trace as `case:…`.
//!
//! Read as a stream: of a file of any size, one trace's attributes and one event are in memory.

mod attribute;
mod line_column;
mod tags;

use quick_xml::Reader;
use quick_xml::events::BytesStart;

use super::input::Input;
use super::record::{Fault, Record, object};
use attribute::{Members, Walk, is_attribute, skip};
use line_column::{LineColumn, Tracked};
use tags::{Tag, Xml, tag};

/// What stands before the names of a trace's attributes: they would else meet those of its events.
const OF_TRACE: &str = "case:";

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

impl<'a> Xes<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        let mut xml = Reader::from_reader(Tracked::new(input));
        xml.config_mut().check_comments = false;
        Self { xml, at: At::Begin, events: 0, trace: Trace::default() }
    }

    /// The next event.
    ///
    /// An error is one of the file, not of the event: nothing can be read after it.
    pub(super) fn next(&mut self) -> Result<Option<Record>, String> {
        loop {
            let (start, tag) = tag(&mut self.xml)?;
            match (self.at, tag) {
                (At::End, Tag::End) => return Ok(None),
                (At::Begin, Tag::End) => {
                    return Err("it is no event log: it has no element `<log>`".to_owned());
                }
                (_, Tag::End) => {
                    return Err(format!(
                        "{start}: the file ends in the middle of the log; get the whole file"
                    ));
                }
                (At::Begin, Tag::Open(tag, closed)) => self.begin(&tag, closed)?,
                (At::End, Tag::Open(..)) => {
                    return Err(format!("{start}: something follows the log"));
                }
                (At::Log | At::Trace, Tag::Open(tag, closed)) => {
                    if let Some(event) = self.inside(start, &tag, closed)? {
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
            return Err(format!(
                "it is no event log: its first element is `<{name}>`, and not `<log>`"
            ));
        }
        self.at = if closed { At::End } else { At::Log };
        Ok(())
    }

    /// An element of the log or of a trace; the event if it is one.
    fn inside(
        &mut self,
        start: LineColumn,
        tag: &BytesStart<'_>,
        closed: bool,
    ) -> Result<Option<Record>, String> {
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
                return self.event(start, closed).map(Some);
            }
            (At::Trace, _) => self.of_trace(start, tag, closed)?,
            // Extensions, classifiers, defaults and attributes of the log itself.
            _ => skip(&mut self.xml, closed)?,
        }
        Ok(None)
    }

    /// An attribute of a trace.
    fn of_trace(
        &mut self,
        start: LineColumn,
        tag: &BytesStart<'_>,
        closed: bool,
    ) -> Result<(), String> {
        if self.trace.begun && is_attribute(tag.local_name().as_ref()) {
            return Err(format!(
                "{start}: an attribute of the trace follows its events, which are read by then; XES wants attributes first"
            ));
        }
        let mut walk = Walk::new(&mut self.xml, self.trace.bytes);
        let members = walk.one(start, tag, closed, 1)?;
        self.trace.bytes = walk.bytes();
        self.trace.fault = self.trace.fault.take().or(walk.fault);
        let members = members.into_iter().map(|(name, value)| (format!("{OF_TRACE}{name}"), value));
        self.trace.members.extend(members);
        Ok(())
    }

    /// The rest of an event.
    fn event(&mut self, start: LineColumn, closed: bool) -> Result<Record, String> {
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
        Ok(Record { number: self.events, line: start.line, content })
    }
}

#[cfg(test)]
#[path = "xes/tests.rs"]
mod tests;
