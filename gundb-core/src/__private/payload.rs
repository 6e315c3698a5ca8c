//! Payload text from Rust values and back, for derived code.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::finite;
use crate::error::{Error, Result};

/// The JSON text of a payload.
///
/// # Errors
/// A float that is not finite (serde_json alone would write `null` for it), or what serde can't
/// write.
pub fn to_payload<T: Serialize>(event_type: &str, payload: &T) -> Result<String> {
    let refused =
        |error: &dyn std::fmt::Display| Error::invalid(format!("event `{event_type}`: {error}"));
    finite::check(payload).map_err(|error| refused(&error))?;
    serde_json::to_string(payload).map_err(|error| refused(&error))
}

/// What a default is in JSON, where it can be written; rules are compared with it.
pub fn default_json<T: Serialize>(default: &T) -> Option<serde_json::Value> {
    serde_json::to_value(default).ok()
}

/// A payload from its JSON text.
///
/// # Errors
/// Text that is no JSON; JSON that the type does not read.
pub fn from_payload<T: DeserializeOwned>(event_type: &str, payload: &str) -> Result<T> {
    serde_json::from_str(payload).map_err(|error| match error.classify() {
        Category::Data => Error::definition(format!(
            "event `{event_type}`: this program's type does not read its payload: {error}; give a field that is new \
             #[serde(default)], and a field or variant that was renamed #[serde(alias = \"its old name\")]"
        )),
        _ => Error::corrupt(format!("event `{event_type}`: its payload is no JSON: {error}")),
    })
}
