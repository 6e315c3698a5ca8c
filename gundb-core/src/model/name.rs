//! What may be a name, a key, or an SQL identifier of ours.

use super::limits::{IDENTIFIER_BYTES_MAX, KEY_BYTES_MAX, NAME_BYTES_MAX};
use crate::error::{Error, Result};

/// Names of tables and columns that belong to GunDB begin with this.
pub const RESERVED_PREFIX: &str = "gundb_";

/// Columns that every table of Postgres has already.
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// Functions that SQL views of GunDB ask on SQLite: a table of their name hides them from every
/// statement.
const HIDDEN_FUNCTIONS: [&str; 1] = ["json_each"];

/// Checks a stream type, event type or header name: 1 to [`NAME_BYTES_MAX`] bytes without control
/// characters.
///
/// # Errors
/// The name is refused, with the reason.
pub fn check(what: &str, name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::invalid(format!("the {what} is empty; give it a name")));
    }
    if name.len() > NAME_BYTES_MAX {
        return Err(Error::invalid(format!(
            "the {what} `{}…` has {} bytes; at most {NAME_BYTES_MAX} are allowed",
            name.chars().take(20).collect::<String>(),
            name.len()
        )));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(format!("the {what} {name:?} has a control character in it")));
    }
    Ok(())
}

/// Checks a stream key: 1 to [`KEY_BYTES_MAX`] bytes of any UTF-8 but U+0000.
///
/// # Errors
/// The key is refused, with the reason.
pub fn check_key(key: &str) -> Result<()> {
    if key.is_empty() {
        return Err(Error::invalid(
            "the stream key is empty; name the one thing that the stream is about",
        ));
    }
    if key.len() > KEY_BYTES_MAX {
        return Err(Error::invalid(format!(
            "the stream key has {} bytes; at most {KEY_BYTES_MAX} are allowed",
            key.len()
        )));
    }
    if key.contains('\0') {
        return Err(Error::invalid(
            "the stream key has U+0000 in it, which Postgres can't store; leave it out",
        ));
    }
    Ok(())
}

/// Checks the table name of a view: as [`check_identifier`], and not the name of a function that it
/// would hide.
///
/// # Errors
/// The name is refused, with the reason.
pub fn check_table(name: &str) -> Result<()> {
    check_identifier("table name", name)?;
    if HIDDEN_FUNCTIONS.contains(&name) {
        return Err(Error::definition(format!(
            "the table name `{name}` is that of a function of SQLite, which the SQL view gundb_events asks and a table would \
             hide; take another one"
        )));
    }
    Ok(())
}

/// Checks a table or column name of a view: `[a-z][a-z0-9_]*`, at most 63 bytes, not one of
/// GunDB's.
///
/// # Errors
/// The name is refused, with the reason.
pub fn check_identifier(what: &str, name: &str) -> Result<()> {
    let well_formed = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !well_formed || name.len() > IDENTIFIER_BYTES_MAX {
        return Err(Error::definition(format!(
            "the {what} `{name}` must be 1 to {IDENTIFIER_BYTES_MAX} of a-z, 0-9 and _, beginning with a letter"
        )));
    }
    if SYSTEM_COLUMNS.contains(&name) {
        return Err(Error::definition(format!(
            "the {what} `{name}` belongs to Postgres itself; take another one"
        )));
    }
    if name.starts_with(RESERVED_PREFIX) || name.starts_with("sqlite_") || name.starts_with("pg_") {
        return Err(Error::definition(format!(
            "the {what} `{name}` begins with a prefix reserved for the database (gundb_, sqlite_, pg_)"
        )));
    }
    Ok(())
}
