//! Stream ids: bytes count, not letters; lengths stand before the parts, so nothing joins them by
//! accident.

use std::collections::HashSet;

use serde::Serialize;

use crate::model::{Space, hex};

#[derive(Serialize)]
pub(super) struct StreamIdVector {
    about: &'static str,
    space_name: &'static str,
    stream_type: &'static str,
    key: &'static str,
    /// UTF-8 of the key.
    key_bytes: String,
    space: String,
    stream_id: String,
}

const STREAMS: [(&str, &str, &str, &str); 13] = [
    ("ASCII", "default", "account", "alice"),
    ("another space", "other", "account", "alice"),
    ("another case", "default", "account", "Alice"),
    ("an emoji", "default", "account", "böb 🐙"),
    ("composed é (NFC, U+00E9)", "default", "account", "caf\u{e9}"),
    ("decomposed é (NFD, U+0065 U+0301)", "default", "account", "cafe\u{301}"),
    ("a slash in the key", "default", "a", "b/c"),
    ("a slash in the type", "default", "a/b", "c"),
    ("a colon in the key", "default", "a", "b:c"),
    ("a colon in the type", "default", "a:b", "c"),
    ("no separator, long key", "default", "a", "bc"),
    ("no separator, long type", "default", "ab", "c"),
    ("white space and a line's end count", "default", "account", " alice\n"),
];

pub(super) fn vectors() -> Vec<StreamIdVector> {
    let vector =
        |(about, space_name, stream_type, key): (_, &'static str, &'static str, &'static str)| {
            let space = Space::named(space_name);
            StreamIdVector {
                about,
                space_name,
                stream_type,
                key,
                key_bytes: hex::encode(key.as_bytes()),
                space: space.uuid().to_string(),
                stream_id: space.stream_id(stream_type, key).to_string(),
            }
        };
    STREAMS.map(vector).into()
}

#[test]
fn each_stream_has_an_id_of_its_own() {
    let ids: HashSet<String> = vectors().into_iter().map(|vector| vector.stream_id).collect();
    assert_eq!(ids.len(), STREAMS.len());
}
