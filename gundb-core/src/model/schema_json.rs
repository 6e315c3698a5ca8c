//! A [`Schema`] as JSON Schema 2020-12, as the catalog keeps it. The way back is in `schema_parse`.

use serde_json::{Map, Value as Json, json};

use super::schema::{Property, Schema};

impl Schema {
    /// The schema as a JSON Schema document. What is hashed is its text with sorted keys.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Any => json!({}),
            Self::Bool => json!({"type": "boolean"}),
            Self::Integer { min, max } => {
                json!({"type": "integer", "minimum": min, "maximum": max})
            }
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
            Self::Map(values) => {
                json!({"type": "object", "additionalProperties": values.to_json()})
            }
            Self::Object(properties) => object_to_json(properties),
            Self::Nullable(inner) => json!({"anyOf": [inner.to_json(), {"type": "null"}]}),
        }
    }
}

fn object_to_json(properties: &[Property]) -> Json {
    let shapes: Map<String, Json> = properties
        .iter()
        .map(|property| (property.name.clone(), property.schema.to_json()))
        .collect();
    let mut required: Vec<&str> = properties
        .iter()
        .filter(|property| property.required)
        .map(|property| property.name.as_str())
        .collect();
    required.sort_unstable();
    json!({"type": "object", "properties": shapes, "required": required, "additionalProperties": false})
}
