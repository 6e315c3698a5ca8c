//! JSON without a detour: numbers of 64 bits stay exact, payloads keep their bytes.

use std::io::{self, Write};

use serde::Serialize;
use serde::de::IgnoredAny;

/// An array that is written object by object.
#[derive(Default)]
pub(crate) struct Array {
    begun: bool,
}

impl Array {
    pub(super) fn push(&mut self, object: &str, out: &mut dyn Write) -> io::Result<()> {
        let before = if self.begun { ",\n" } else { "[\n" };
        self.begun = true;
        write!(out, "{before}{object}")
    }

    pub(super) fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", if self.begun { "\n]" } else { "[]" })
    }
}

/// The JSON text of a value of ours.
pub(crate) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("it has string keys and finite numbers only")
}

/// The text of an object with one more key, whose value is JSON text already.
pub(crate) fn with(object: &str, key: &str, json: &str) -> String {
    let inner = object.strip_suffix('}').expect("only objects have keys");
    let comma = if inner.ends_with('{') { "" } else { "," };
    format!("{inner}{comma}\"{key}\":{json}}}")
}

/// Text that should be JSON, for embedding: byte for byte, or as a string where it is none.
///
/// Not by serde's `RawValue`: its feature, once on, changes how the whole program reads JSON.
pub(crate) fn embedded(json: &str) -> String {
    match serde_json::from_str::<IgnoredAny>(json) {
        Ok(_) => json.trim_ascii().to_owned(),
        Err(_) => text(&json),
    }
}

/// JSON text on one line: a line break in it can only be white space between tokens.
pub(crate) fn one_line(json: &str) -> String {
    json.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::{embedded, one_line, with};

    #[test]
    fn payload_bytes_survive() {
        let payload = "{\"a\": 1.0e0,\n \"b\":\"\\u00e9\\n\", \"c\":18446744073709551615}";
        assert_eq!(
            with("{\"x\":1}", "payload", payload),
            format!("{{\"x\":1,\"payload\":{payload}}}")
        );
        assert_eq!(with("{}", "payload", payload), format!("{{\"payload\":{payload}}}"));
        assert_eq!(embedded(payload), payload);
        assert_eq!(one_line(payload), payload.replace('\n', " "));
        assert_eq!(embedded("{\"a\":"), "\"{\\\"a\\\":\"");
    }
}
