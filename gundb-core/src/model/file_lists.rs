//! Where a model file has lists: what stands there instead is named, as serde would only give a line.

use serde_json::Value as Json;

use super::json::shown;
use crate::error::{Error, Result};

/// A key whose value is a list, and the lists inside each of its items.
struct List {
    key: &'static str,
    /// What an item is, for messages.
    example: &'static str,
    /// The key by which an item is named.
    named_by: &'static str,
    inside: &'static [List],
}

const fn list(
    key: &'static str,
    example: &'static str,
    named_by: &'static str,
    inside: &'static [List],
) -> List {
    List { key, example, named_by, inside }
}

const NAMES: &str = "\"stream.event\"";
const LISTS: [List; 2] = [
    list(
        "streams",
        "{\"type\": \"account\", \"events\": […]}",
        "type",
        &[list("events", "{\"type\": \"account.opened\"}", "type", &[])],
    ),
    list(
        "views",
        "{\"table\": \"accounts\", \"columns\": […]}",
        "table",
        &[
            list("events", NAMES, "", &[]),
            list("delete", NAMES, "", &[]),
            list("creates", NAMES, "", &[]),
            list(
                "columns",
                "{\"name\": \"owner\", \"type\": \"text\", …}",
                "name",
                &[list("rules", "{\"event\": \"account.opened\", \"set\": \"owner\"}", "event", &[])],
            ),
        ],
    ),
];

/// Refuses what is no list where a list belongs.
///
/// # Errors
/// The first such place, and what a list looks like there.
pub(super) fn check(file: &Json) -> Result<()> {
    LISTS.iter().try_for_each(|list| list.check(file))
}

impl List {
    fn check(&self, object: &Json) -> Result<()> {
        let Self { key, example, named_by, inside } = self;
        let items = match object.get(key) {
            None => return Ok(()),
            Some(Json::Array(items)) => items,
            Some(other) => {
                let found = shown(other);
                return Err(Error::invalid(format!("`{key}` is a list: [{example}, …], not {found}")));
            }
        };
        items.iter().try_for_each(|item| {
            let name = item.get(named_by).and_then(Json::as_str).unwrap_or("?");
            let within = |error: Error| error.within(format!("`{name}` in `{key}`"));
            inside.iter().try_for_each(|list| list.check(item)).map_err(within)
        })
    }
}
