//! A record of a file: what makes one event.

/// What in a file makes one event.
pub(crate) struct Record {
    /// Part of the id of an event that names none: the line, in a log in XML the number of the
    /// event.
    pub(crate) number: u64,
    /// The line in which it begins.
    pub(crate) line: u64,
    /// A JSON object, as far as a line is one; or why it is refused.
    pub(crate) content: Result<String, Fault>,
}

/// What is wrong in a file, and in which line.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) line: u64,
    pub(crate) what: String,
}

impl Fault {
    pub(super) fn new(line: u64, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

/// A JSON object of names and JSON texts.
pub(super) fn object<'n>(members: impl IntoIterator<Item = (&'n str, impl AsRef<str>)>) -> String {
    let mut text = "{".to_owned();
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&string(name));
        text.push(':');
        text.push_str(value.as_ref());
    }
    text.push('}');
    text
}

/// A JSON string.
pub(super) fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
