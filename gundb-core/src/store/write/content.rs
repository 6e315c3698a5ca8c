//! Whether two events of one id say the same, and where they differ.

use serde_json::Value as Json;

/// Characters of a value that a message shows.
const SHOWN_CHARS_MAX: usize = 60;

/// What is compared of an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content<'a> {
    pub(super) event_type: &'a str,
    pub(super) schema_version: u32,
    pub(super) payload: &'a str,
}

/// Where two events differ first: the field, and what each says there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) field: String,
    pub(super) earlier: String,
    pub(super) later: String,
}

impl Content<'_> {
    /// Same type, schema version and payload: the same text, or the same JSON (a map's keys may
    /// come in another order).
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (self.event_type, self.schema_version) == (other.event_type, other.schema_version)
            && (self.payload == other.payload
                || json(self.payload).is_some_and(|own| json(other.payload) == Some(own)))
    }

    /// Where a later event differs from this one; `None` where it does not.
    pub(super) fn difference(&self, later: &Self) -> Option<Difference> {
        let differs = |field: &str, earlier: String, later: String| {
            let (earlier, later) = (shortened(&earlier), shortened(&later));
            Some(Difference { field: field.to_owned(), earlier, later })
        };
        if self.is_same(later) {
            None
        } else if self.event_type != later.event_type {
            differs("event type", self.event_type.to_owned(), later.event_type.to_owned())
        } else if self.schema_version != later.schema_version {
            differs(
                "schema version",
                self.schema_version.to_string(),
                later.schema_version.to_string(),
            )
        } else {
            let payloads = json(self.payload).zip(json(later.payload));
            match payloads
                .and_then(|(own, other)| first_difference(String::new(), Some(&own), Some(&other)))
            {
                Some((path, earlier, later)) if !path.is_empty() => differs(&path, earlier, later),
                _ => differs("payload", self.payload.to_owned(), later.payload.to_owned()),
            }
        }
    }
}

fn json(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok()
}

/// The first field in which two values differ, keys ascending, and their texts there.
fn first_difference(
    path: String,
    earlier: Option<&Json>,
    later: Option<&Json>,
) -> Option<(String, String, String)> {
    match (earlier, later) {
        (earlier, later) if earlier == later => None,
        (Some(Json::Object(earlier)), Some(Json::Object(later))) => {
            let mut names: Vec<&String> = earlier.keys().chain(later.keys()).collect();
            names.sort_unstable();
            let dot = if path.is_empty() { "" } else { "." };
            let mut differing =
                names.into_iter().filter(|name| earlier.get(*name) != later.get(*name));
            let name = differing.next()?;
            first_difference(format!("{path}{dot}{name}"), earlier.get(name), later.get(name))
        }
        (Some(Json::Array(earlier)), Some(Json::Array(later))) => {
            let length = earlier.len().max(later.len());
            let index = (0..length).find(|index| earlier.get(*index) != later.get(*index))?;
            first_difference(format!("{path}[{index}]"), earlier.get(index), later.get(index))
        }
        (earlier, later) => {
            let text =
                |value: Option<&Json>| value.map_or_else(|| "nothing".to_owned(), Json::to_string);
            Some((path, text(earlier), text(later)))
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(payload: &str) -> Content<'_> {
        Content { event_type: "a.b", schema_version: 1, payload }
    }

    fn difference(earlier: &str, later: &str) -> Option<(String, String, String)> {
        let found = content(earlier).difference(&content(later));
        found.map(|Difference { field, earlier, later }| (field, earlier, later))
    }

    fn at(field: &str, earlier: &str, later: &str) -> Option<(String, String, String)> {
        Some((field.to_owned(), earlier.to_owned(), later.to_owned()))
    }

    #[test]
    fn the_first_field_that_differs_is_named() {
        assert_eq!(difference(r#"{"a":1,"b":2}"#, r#"{"b": 2, "a": 1}"#), None);
        assert_eq!(difference(r#"{"a":1,"b":2}"#, r#"{"a":1,"b":3}"#), at("b", "2", "3"));
        assert_eq!(
            difference(r#"{"a":{"c":[1,2]}}"#, r#"{"a":{"c":[1]}}"#),
            at("a.c[1]", "2", "nothing")
        );
        assert_eq!(difference("{}", r#"{"a":null}"#), at("a", "nothing", "null"));
        assert_eq!(difference("no json", "{}"), at("payload", "no json", "{}"));
        let long = format!(r#"{{"a":"{}"}}"#, "é".repeat(500));
        let (_, earlier, _) = difference(&long, "{}").unwrap();
        assert_eq!(earlier.chars().count(), SHOWN_CHARS_MAX + 1);
        let other = Content { event_type: "a.c", ..content("{}") };
        assert_eq!(content("{}").difference(&other).unwrap().field, "event type");
    }
}
