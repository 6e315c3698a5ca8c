//! A [`Schema`] as JSON Schema 2020-12, as the catalog keeps it, and back.

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};

use super::schema::{Property, Schema};
use crate::error::{Error, Result};

impl Schema {
    /// The schema as a JSON Schema document. What is hashed is its text with sorted keys.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Any => json!({}),
            Self::Bool => json!({"type": "boolean"}),
            Self::Integer { min, max } => json!({"type": "integer", "minimum": min, "maximum": max}),
            Self::Number => json!({"type": "number"}),
            Self::Single => json!({"type": "number", "format": "float"}),
            Self::Text => json!({"type": "string"}),
            Self::Timestamp => json!({"type": "string", "format": "date-time"}),
            Self::Date => json!({"type": "string", "format": "date"}),
            Self::Uuid => json!({"type": "string", "format": "uuid"}),
            Self::Decimal => json!({"type": "string", "format": "decimal"}),
            Self::Bytes => json!({"type": "string", "contentEncoding": "base64"}),
            Self::Enum(names) => json!({"type": "string", "enum": names}),
            Self::Array(items) => json!({"type": "array", "items": items.to_json()}),
            Self::Map(values) => json!({"type": "object", "additionalProperties": values.to_json()}),
            Self::Object(properties) => object_to_json(properties),
            Self::Nullable(inner) => json!({"anyOf": [inner.to_json(), {"type": "null"}]}),
        }
    }

    /// Reads back what [`Schema::to_json`] wrote.
    ///
    /// # Errors
    /// A document that uses more of JSON Schema than this subset, or a keyword where it says nothing.
    pub fn from_json(json: &Json) -> Result<Self> {
        let unknown = || Error::invalid(format!("this JSON Schema is outside the supported subset: {json}"));
        let object = json.as_object().ok_or_else(unknown)?;
        if object.is_empty() {
            return Ok(Self::Any);
        }
        let says_only = |keywords: &[&str]| {
            object.keys().all(|key| keywords.contains(&key.as_str())).then_some(()).ok_or_else(unknown)
        };
        if let Some(choices) = object.get("anyOf").and_then(Json::as_array) {
            says_only(&["anyOf"])?;
            return match choices.as_slice() {
                [inner, null] if *null == json!({"type": "null"}) => {
                    Ok(Self::Nullable(Box::new(Self::from_json(inner)?)))
                }
                _ => Err(unknown()),
            };
        }
        let kind = object.get("type").and_then(Json::as_str).ok_or_else(unknown)?;
        says_only(keywords(kind, object))?;
        let format = object.get("format").map(|format| format.as_str().unwrap_or_default());
        match (kind, format) {
            ("boolean", None) => Ok(Self::Bool),
            ("integer", None) => integer_from_json(object).ok_or_else(unknown),
            ("number", None) => Ok(Self::Number),
            ("number", Some("float")) => Ok(Self::Single),
            ("string", None) if object.contains_key("enum") => {
                names_from_json(object).map(Self::Enum).ok_or_else(unknown)
            }
            ("string", None) if object.contains_key("contentEncoding") => {
                object.get("contentEncoding").filter(|encoding| *encoding == "base64").ok_or_else(unknown)?;
                Ok(Self::Bytes)
            }
            ("string", None) => Ok(Self::Text),
            ("string", Some("date-time")) => Ok(Self::Timestamp),
            ("string", Some("date")) => Ok(Self::Date),
            ("string", Some("uuid")) => Ok(Self::Uuid),
            ("string", Some("decimal")) => Ok(Self::Decimal),
            ("array", None) => {
                Ok(Self::Array(Box::new(Self::from_json(object.get("items").ok_or_else(unknown)?)?)))
            }
            ("object", None) => match object.get("additionalProperties") {
                Some(Json::Bool(false)) => object_from_json(object).ok_or_else(unknown)?,
                Some(values) => Ok(Self::Map(Box::new(Self::from_json(values)?))),
                None => Err(unknown()),
            },
            _ => Err(unknown()),
        }
    }
}

/// The keywords that mean something beside a type.
fn keywords(kind: &str, object: &Map<String, Json>) -> &'static [&'static str] {
    match kind {
        "integer" => &["type", "minimum", "maximum"],
        "number" => &["type", "format"],
        "string" if object.contains_key("enum") => &["type", "enum"],
        "string" if object.contains_key("contentEncoding") => &["type", "contentEncoding"],
        "string" => &["type", "format"],
        "array" => &["type", "items"],
        "object" if object.get("additionalProperties") == Some(&Json::Bool(false)) => {
            &["type", "properties", "required", "additionalProperties"]
        }
        "object" => &["type", "additionalProperties"],
        _ => &["type"],
    }
}

fn object_to_json(properties: &[Property]) -> Json {
    let shapes: Map<String, Json> =
        properties.iter().map(|property| (property.name.clone(), property.schema.to_json())).collect();
    let mut required: Vec<&str> = properties
        .iter()
        .filter(|property| property.required)
        .map(|property| property.name.as_str())
        .collect();
    required.sort_unstable();
    json!({"type": "object", "properties": shapes, "required": required, "additionalProperties": false})
}

fn names_from_json(object: &Map<String, Json>) -> Option<Vec<String>> {
    let names: Vec<String> = object
        .get("enum")?
        .as_array()?
        .iter()
        .map(|name| name.as_str().map(str::to_owned))
        .collect::<Option<_>>()?;
    (!names.is_empty()).then_some(names)
}

fn integer_from_json(object: &Map<String, Json>) -> Option<Schema> {
    let min = object.get("minimum").map_or(Some(i64::MIN), Json::as_i64)?;
    let max = object.get("maximum").map_or(Some(i64::MAX as u64), Json::as_u64)?;
    Some(Schema::Integer { min, max })
}

fn object_from_json(object: &Map<String, Json>) -> Option<Result<Schema>> {
    let none = Vec::new();
    let names = object.get("required").map_or(Some(&none), Json::as_array)?;
    let required: HashSet<&str> = names.iter().map(Json::as_str).collect::<Option<_>>()?;
    let properties = object.get("properties")?.as_object()?;
    let is_exact =
        required.len() == names.len() && required.iter().all(|name| properties.contains_key(*name));
    if !is_exact {
        return None;
    }
    let properties = properties.iter().map(|(name, schema)| {
        let required = required.contains(name.as_str());
        Ok(Property { name: name.clone(), schema: Schema::from_json(schema)?, required })
    });
    Some(properties.collect::<Result<_>>().map(Schema::Object))
}
