//! What model files hold where lists belong: what stands there instead is named with its location,
//! as serde would only give a line.

use serde_json::Value as Json;

use super::json::shown;
use super::value::ColumnType;
use super::words::one_of;
use crate::error::{Error, Result};

/// A key whose value is a list, and the lists inside each of its items.
struct List {
    key: &'static str,
    /// What an item is, for messages.
    one: &'static str,
    example: &'static str,
    /// The key by which an item is named; empty where an item is a name itself.
    named_by: &'static str,
    inside: &'static [List],
}

const fn list(
    key: &'static str,
    one: &'static str,
    example: &'static str,
    named_by: &'static str,
    inside: &'static [List],
) -> List {
    List { key, one, example, named_by, inside }
}

const fn names(key: &'static str) -> List {
    list(key, "event type", "\"stream.event\"", "", &[])
}

const LISTS: [List; 2] = [
    list(
        "streams",
        "stream type",
        "{\"type\": \"account\", \"events\": […]}",
        "type",
        &[list("events", "event type", "{\"type\": \"account.opened\"}", "type", &[])],
    ),
    list(
        "views",
        "view",
        "{\"table\": \"accounts\", \"columns\": […]}",
        "table",
        &[
            names("events"),
            names("delete"),
            names("creates"),
            list(
                "columns",
                COLUMN,
                "{\"name\": \"owner\", \"type\": \"text\", …}",
                "name",
                &[list(
                    "rules",
                    "rule for",
                    "{\"event\": \"account.opened\", \"set\": \"owner\"}",
                    "event",
                    &[],
                )],
            ),
        ],
    ),
];

const COLUMN: &str = "column";

/// Types of columns, by their names.
const TYPES: [ColumnType; 10] = [
    ColumnType::Bool,
    ColumnType::Int,
    ColumnType::Real,
    ColumnType::Text,
    ColumnType::Time,
    ColumnType::Date,
    ColumnType::Decimal,
    ColumnType::Uuid,
    ColumnType::Bytes,
    ColumnType::Json,
];

/// Refuses what is no list where a list belongs, and what is not of its kind in it.
///
/// # Errors
/// The first such location, and what belongs there.
pub(super) fn check(file: &Json) -> Result<()> {
    LISTS.iter().try_for_each(|list| list.check(file, ""))
}

impl List {
    /// `location` says where `object` stands.
    fn check(&self, object: &Json, location: &str) -> Result<()> {
        let Self { key, example, .. } = self;
        let items = match object.get(key) {
            None => return Ok(()),
            Some(Json::Array(items)) => items,
            Some(other) => {
                return wrong(
                    location,
                    &format!("`{key}` is a list: [{example}, …], not {}", shown(other)),
                );
            }
        };
        items.iter().try_for_each(|item| self.check_item(item, location))
    }

    fn check_item(&self, item: &Json, location: &str) -> Result<()> {
        let Self { key, one, example, named_by, inside } = self;
        let fits = if named_by.is_empty() { item.is_string() } else { item.is_object() };
        if !fits {
            return wrong(
                location,
                &format!("in `{key}` stands {}; write it as {example}", shown(item)),
            );
        }
        let name = item.get(named_by).and_then(Json::as_str).unwrap_or("?");
        let comma = if location.is_empty() { "" } else { ", " };
        let here = format!("{location}{comma}{one} `{name}`");
        check_version(item, &here)?;
        if *one == COLUMN {
            check_type(item, &here)?;
        }
        inside.iter().try_for_each(|list| list.check(item, &here))
    }
}

fn check_version(item: &Json, location: &str) -> Result<()> {
    match item.get("version") {
        Some(version) if version.as_u64().is_none_or(|version| u32::try_from(version).is_err()) => {
            wrong(
                location,
                &format!("\"version\" must be a whole number from 1, not {}", shown(version)),
            )
        }
        _ => Ok(()),
    }
}

fn check_type(column: &Json, location: &str) -> Result<()> {
    let names = TYPES.map(ColumnType::name);
    match column.get("type") {
        Some(found) if names.iter().all(|name| found != name) => wrong(
            location,
            &format!("there is no column type {}; it is {}", shown(found), one_of(&names)),
        ),
        _ => Ok(()),
    }
}

fn wrong(location: &str, what: &str) -> Result<()> {
    let colon = if location.is_empty() { "" } else { ": " };
    Err(Error::invalid(format!("{location}{colon}{what}")))
}
