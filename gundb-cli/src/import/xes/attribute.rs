//! Attributes of a log in XML as members of a JSON object.

use quick_xml::events::BytesStart;

use super::super::input::RECORD_BYTES_MAX;
use super::super::path::shortened;
use super::super::record::{Fault, object, string};
use super::line_column::LineColumn;
use super::tags::{Tag, Xml, tag};

/// How deep attributes may stand in one another.
pub(super) const DEPTH_MAX: usize = 64;
/// What follows the name of an attribute in the name of those that hang on it.
const CHILDREN: &str = ":children";
const TYPES: [&str; 8] = ["string", "date", "int", "float", "boolean", "id", "list", "container"];

/// Names, and values as JSON texts.
pub(super) type Members = Vec<(String, String)>;

/// Reads the attributes of one event or trace.
pub(super) struct Walk<'x, 'a> {
    xml: &'x mut Xml<'a>,
    /// Bytes of names and values so far.
    bytes: usize,
    /// What is wrong with the first bad one.
    pub(super) fault: Option<Fault>,
}

/// What stands inside of an attribute.
#[derive(Default)]
struct Inside {
    attributes: Members,
    /// Those in the element `<values>` of a list.
    values: Option<Members>,
}

impl<'x, 'a> Walk<'x, 'a> {
    pub(super) fn new(xml: &'x mut Xml<'a>, bytes: usize) -> Self {
        Self { xml, bytes, fault: None }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// All attributes up to the end of the element that one is in.
    ///
    /// # Errors
    /// One of the file; what is wrong with an attribute is kept as the fault.
    pub(super) fn all(&mut self) -> Result<Members, String> {
        Ok(self.inside(1)?.attributes)
    }

    fn inside(&mut self, depth: usize) -> Result<Inside, String> {
        let mut inside = Inside::default();
        loop {
            let (at, tag) = tag(self.xml)?;
            match tag {
                Tag::Open(_, closed) if depth > DEPTH_MAX => {
                    self.refuse(
                        at,
                        format!("attributes stand more than {DEPTH_MAX} deep in one another"),
                    );
                    skip(self.xml, closed)?;
                }
                Tag::Open(tag, closed) if tag.local_name().as_ref() == b"values" => {
                    let values =
                        if closed { Members::new() } else { self.inside(depth + 1)?.attributes };
                    inside.values = Some(values);
                }
                Tag::Open(tag, closed) => {
                    inside.attributes.extend(self.one(at, &tag, closed, depth)?)
                }
                Tag::Close => return Ok(inside),
                Tag::End => {
                    return Err(format!(
                        "{at}: the file ends in the middle of it; get the whole file"
                    ));
                }
            }
        }
    }

    /// One attribute that opens here: its value, and what hangs on it under a name of its own.
    pub(super) fn one(
        &mut self,
        at: LineColumn,
        tag: &BytesStart<'_>,
        closed: bool,
        depth: usize,
    ) -> Result<Members, String> {
        if !is_attribute(tag.local_name().as_ref()) {
            self.refuse(at, unknown(&String::from_utf8_lossy(tag.local_name().as_ref())));
            skip(self.xml, closed)?;
            return Ok(Members::new());
        }
        let inside = if closed { Inside::default() } else { self.inside(depth + 1)? };
        match self.members(tag, inside) {
            Ok(members) => {
                self.bytes +=
                    members.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
                if self.bytes <= RECORD_BYTES_MAX {
                    return Ok(members);
                }
                self.refuse(
                    at,
                    format!("the attributes up to here have over {RECORD_BYTES_MAX} bytes"),
                );
            }
            Err(what) => self.refuse(at, what),
        }
        Ok(Members::new())
    }

    fn members(&self, tag: &BytesStart<'_>, inside: Inside) -> Result<Members, String> {
        let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
        let (mut key, mut value) = (None, None);
        for attribute in tag.attributes() {
            let attribute =
                attribute.map_err(|error| format!("`<{name}>` is not well-formed XML: {error}"))?;
            let text = attribute
                .decode_and_unescape_value(self.xml.decoder())
                .map_err(|error| format!("`<{name}>` has a value that can't be read: {error}"))?
                .into_owned();
            match attribute.key.as_ref() {
                b"key" => key = Some(text),
                b"value" => value = Some(text),
                _ => {}
            }
        }
        let key = key.ok_or_else(|| format!("`<{name}>` has no `key`"))?;
        let (text, hanging) = match name.as_str() {
            // Older logs have the items of a list in it, and no `<values>`.
            "list" => match inside.values {
                Some(values) => (list(&values), inside.attributes),
                None => (list(&inside.attributes), Members::new()),
            },
            "container" => (as_object(&inside.attributes), Members::new()),
            _ => {
                let value = value.ok_or_else(|| format!("`{key}` has no `value`"))?;
                let text = scalar(&name, &value).ok_or_else(|| {
                    format!("`{key}`: {} is not of type `{name}`", shortened(&string(&value)))
                })?;
                (text, inside.attributes)
            }
        };
        let children =
            (!hanging.is_empty()).then(|| (format!("{key}{CHILDREN}"), as_object(&hanging)));
        Ok(std::iter::once((key, text)).chain(children).collect())
    }

    pub(super) fn refuse(&mut self, at: LineColumn, what: String) {
        self.fault
            .get_or_insert_with(|| Fault::new(at.line, format!("column {}: {what}", at.column)));
    }
}

/// Whether an element is an attribute.
pub(super) fn is_attribute(name: &[u8]) -> bool {
    TYPES.iter().any(|known| known.as_bytes() == name)
}

fn unknown(name: &str) -> String {
    format!("`<{}>` is no type of an attribute; there are: {}", shortened(name), TYPES.join(", "))
}

/// Passes over an element that was opened.
pub(super) fn skip(xml: &mut Xml<'_>, closed: bool) -> Result<(), String> {
    let mut depth = u64::from(!closed);
    while depth > 0 {
        let (at, tag) = tag(xml)?;
        match tag {
            Tag::Open(_, closed) => depth += u64::from(!closed),
            Tag::Close => depth -= 1,
            Tag::End => {
                return Err(format!("{at}: the file ends in the middle of it; get the whole file"));
            }
        }
    }
    Ok(())
}

/// A value of one of the plain types as JSON text; `None` where it is none.
fn scalar(name: &str, value: &str) -> Option<String> {
    let text = value.trim();
    match name {
        "int" => text.parse::<i64>().ok().map(|number| number.to_string()),
        "float" => {
            let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
            let is_json = gundb::model::json::parse(text).is_ok();
            Some(if is_json {
                text.to_owned()
            } else {
                serde_json::Value::from(number).to_string()
            })
        }
        "boolean" => match text {
            "true" | "1" => Some("true".to_owned()),
            "false" | "0" => Some("false".to_owned()),
            _ => None,
        },
        "date" => Some(string(text)),
        _ => Some(string(value)),
    }
}

/// An object of one member for each item: an item's key says something, and several may have the
/// same.
fn list(items: &Members) -> String {
    let items: Vec<String> =
        items.iter().map(|(name, value)| object([(name.as_str(), value)])).collect();
    format!("[{}]", items.join(","))
}

fn as_object(members: &Members) -> String {
    object(members.iter().map(|(name, value)| (name.as_str(), value)))
}
