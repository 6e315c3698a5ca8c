//! A [`Schema`] from JSON Schema: from the catalog, and from files that people write.

use serde_json::{Map, Value as Json, json};

use super::json::shown;
use super::schema::{Property, Schema};
use crate::error::{Error, Result};

/// Keywords that say nothing about the shape; they are not kept.
const ANNOTATIONS: [&str; 7] =
    ["title", "description", "$comment", "$schema", "$id", "examples", "deprecated"];

/// Keywords that say the shape elsewhere, or in parts.
const UNSUPPORTED: [&str; 6] = ["$ref", "oneOf", "allOf", "not", "const", "if"];

const TYPES: &str = "`boolean`, `integer`, `number`, `string`, `array` and `object`";

impl Schema {
    /// Reads a JSON Schema of the supported subset.
    ///
    /// # Errors
    /// The first part that is outside of the subset: the fields that lead there, and the keyword.
    pub fn from_json(json: &Json) -> Result<Self> {
        Path(Vec::new()).schema(json)
    }
}

/// The fields that lead to what is read.
struct Path(Vec<String>);

impl Path {
    fn schema(&mut self, json: &Json) -> Result<Schema> {
        let Some(object) = json.as_object() else {
            return self.wrong(format!(
                "{} is no shape; a shape is an object, and {{}} is anything",
                shown(json)
            ));
        };
        let object: Map<String, Json> = object
            .iter()
            .filter(|(key, _)| !ANNOTATIONS.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if object.is_empty() {
            return Ok(Schema::Any);
        }
        if let Some(choices) = object.get("anyOf") {
            self.only(&object, "anyOf", &["anyOf"])?;
            return self.nullable(choices);
        }
        match object.get("type") {
            Some(Json::String(kind)) => self.of_type(kind, &object),
            Some(Json::Array(kinds)) => self.or_null(kinds, &object),
            Some(other) => {
                self.wrong(format!("`type` is a name, not {}; there are {TYPES}", shown(other)))
            }
            None => self.without_type(&object),
        }
    }

    fn without_type(&self, object: &Map<String, Json>) -> Result<Schema> {
        if object.contains_key("enum") {
            return self.wrong("there is no `type` beside `enum`; add \"type\": \"string\"");
        }
        match object.keys().find(|key| UNSUPPORTED.contains(&key.as_str())) {
            Some(key) => self.wrong(format!(
                "the keyword `{key}` is not supported; write the shape itself, or {{}} for anything"
            )),
            None => self.wrong(format!(
                "there is no `type` beside {}; there are {TYPES}, and {{}} is anything",
                quoted(object.keys().map(String::as_str))
            )),
        }
    }

    /// `"anyOf": [SHAPE, {"type": "null"}]`.
    fn nullable(&mut self, choices: &Json) -> Result<Schema> {
        let null = json!({"type": "null"});
        match choices.as_array().map(Vec::as_slice) {
            Some([inner, other]) if *other == null => self.schema(inner).map(nullable),
            Some([other, inner]) if *other == null => self.schema(inner).map(nullable),
            _ => self.wrong("`anyOf` is for null alone: [a shape, {\"type\": \"null\"}]"),
        }
    }

    /// `"type": ["string", "null"]`.
    fn or_null(&mut self, kinds: &[Json], object: &Map<String, Json>) -> Result<Schema> {
        let others: Vec<&str> =
            kinds.iter().filter_map(Json::as_str).filter(|kind| *kind != "null").collect();
        match others.as_slice() {
            [kind] if kinds.len() == 2 => self.of_type(kind, object).map(nullable),
            _ => self.wrong(
                "a list as `type` is for null alone: [\"string\", \"null\"]; for anything say {}",
            ),
        }
    }

    fn of_type(&mut self, kind: &str, object: &Map<String, Json>) -> Result<Schema> {
        match kind {
            "boolean" => self.only(object, kind, &["type"]).map(|()| Schema::Bool),
            "integer" => self.integer(object),
            "number" => {
                self.only(object, kind, &["type", "format"])?;
                self.format(object, &[("float", Schema::Single)], Schema::Number)
            }
            "string" => self.string(object),
            "array" => {
                self.only(object, kind, &["type", "items"])?;
                match object.get("items") {
                    Some(items) => self
                        .below("items", |path| path.schema(items))
                        .map(|items| Schema::Array(Box::new(items))),
                    None => Ok(Schema::Array(Box::new(Schema::Any))),
                }
            }
            "object" => self.object(object),
            "null" => self
                .wrong("null alone is no shape; say {\"anyOf\": [a shape, {\"type\": \"null\"}]}"),
            other => self.wrong(format!("there is no type `{other}`; there are {TYPES}")),
        }
    }

    fn integer(&self, object: &Map<String, Json>) -> Result<Schema> {
        self.only(object, "integer", &["type", "minimum", "maximum"])?;
        let bound =
            |keyword: &str| format!("`{keyword}` of an integer is a whole number of 64 bits");
        let min = object.get("minimum").map_or(Some(i64::MIN), Json::as_i64);
        let max = object.get("maximum").map_or(Some(i64::MAX as u64), Json::as_u64);
        match (min, max) {
            (Some(min), Some(max)) => Ok(Schema::Integer { min, max }),
            (None, _) => self.wrong(bound("minimum")),
            (_, None) => self.wrong(bound("maximum") + ", from 0"),
        }
    }

    fn string(&self, object: &Map<String, Json>) -> Result<Schema> {
        if let Some(names) = object.get("enum") {
            self.only(object, "string with `enum`", &["type", "enum"])?;
            let names: Option<Vec<String>> = names.as_array().and_then(|names| {
                names.iter().map(|name| name.as_str().map(str::to_owned)).collect()
            });
            return match names.filter(|names| !names.is_empty()) {
                Some(names) => Ok(Schema::Enum(names)),
                None => self.wrong("`enum` is a list of strings, at least one"),
            };
        }
        if let Some(encoding) = object.get("contentEncoding") {
            self.only(object, "string with `contentEncoding`", &["type", "contentEncoding"])?;
            return match encoding == "base64" {
                true => Ok(Schema::Bytes),
                false => {
                    self.wrong(format!("`contentEncoding` is \"base64\", not {}", shown(encoding)))
                }
            };
        }
        self.only(object, "string", &["type", "format", "enum", "contentEncoding"])?;
        let formats = [
            ("date-time", Schema::Timestamp),
            ("date", Schema::Date),
            ("uuid", Schema::Uuid),
            ("decimal", Schema::Decimal),
        ];
        self.format(object, &formats, Schema::Text)
    }

    fn format(
        &self,
        object: &Map<String, Json>,
        formats: &[(&str, Schema)],
        none: Schema,
    ) -> Result<Schema> {
        let Some(format) = object.get("format") else { return Ok(none) };
        match formats.iter().find(|(name, _)| format == name) {
            Some((_, schema)) => Ok(schema.clone()),
            None => self.wrong(format!(
                "there is no `format` {} here; there are {}",
                shown(format),
                quoted(formats.iter().map(|(name, _)| *name))
            )),
        }
    }

    /// Just these keys, unless `additionalProperties` says what others are. JSON Schema lets any
    /// others be there where it says nothing; a payload with keys that nobody described is most
    /// often a mistake, and is refused.
    fn object(&mut self, object: &Map<String, Json>) -> Result<Schema> {
        self.only(object, "object", &["type", "properties", "required", "additionalProperties"])?;
        match (object.get("additionalProperties"), object.get("properties")) {
            (None | Some(Json::Bool(true)), None) if !object.contains_key("required") => {
                Ok(Schema::Map(Box::new(Schema::Any)))
            }
            (None | Some(Json::Bool(false)), properties) => self.properties(properties, object.get("required")),
            (Some(Json::Bool(true)), _) => self.wrong(
                "`additionalProperties` beside `properties` can only be false: a payload has the keys that are described; leave it out",
            ),
            (Some(_), Some(_)) => self.wrong(
                "`additionalProperties` says the shape of every key, so there are no `properties` beside it; say one of them",
            ),
            (Some(values), None) => {
                self.only(object, "object with any keys", &["type", "additionalProperties"])?;
                self.below("additionalProperties", |path| path.schema(values)).map(|values| Schema::Map(Box::new(values)))
            }
        }
    }

    fn properties(&mut self, properties: Option<&Json>, required: Option<&Json>) -> Result<Schema> {
        let none = Map::new();
        let properties = match properties.map(Json::as_object) {
            None => &none,
            Some(Some(properties)) => properties,
            Some(None) => return self.wrong("`properties` is an object: a shape for each key"),
        };
        let mut names: Vec<&str> = Vec::new();
        let listed = match required.map(Json::as_array) {
            None => &[][..],
            Some(Some(listed)) => listed,
            Some(None) => return self.wrong("`required` is a list of keys"),
        };
        for name in listed {
            match name.as_str() {
                Some(name) if names.contains(&name) => {
                    return self.wrong(format!("`required` names `{name}` twice"));
                }
                Some(name) if properties.contains_key(name) => names.push(name),
                _ => {
                    return self.wrong(format!(
                        "`required` names {}, which is not among `properties`",
                        shown(name)
                    ));
                }
            }
        }
        let property = |(name, shape): (&String, &Json)| {
            let schema = self.below(name, |path| path.schema(shape))?;
            Ok(Property { name: name.clone(), schema, required: names.contains(&name.as_str()) })
        };
        properties.iter().map(property).collect::<Result<_>>().map(Schema::Object)
    }

    /// Refuses keywords that this kind of shape does not have.
    fn only(&self, object: &Map<String, Json>, kind: &str, keywords: &[&str]) -> Result<()> {
        match object.keys().find(|key| !keywords.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => self.wrong(format!(
                "the keyword `{key}` is not supported beside {kind}; there are {}",
                quoted(keywords.iter().copied())
            )),
        }
    }

    fn below<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.0.push(name.to_owned());
        let read = read(self);
        self.0.pop();
        read
    }

    fn wrong<T>(&self, what: impl std::fmt::Display) -> Result<T> {
        let error = Error::invalid(what);
        Err(match self.0.as_slice() {
            [] => error,
            names => error.within(format!("the field `{}`", names.join("."))),
        })
    }
}

fn nullable(schema: Schema) -> Schema {
    Schema::Nullable(Box::new(schema))
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
