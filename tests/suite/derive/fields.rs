//! What `#[derive(Field)]` makes of structs and enums.

use gundb::model::{Column, Schema, Value};
use gundb::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Debug, PartialEq, Field, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Address {
    street_name: String,
    #[serde(rename = "no", alias = "number")]
    house: Option<u16>,
    #[serde(default)]
    country: Country,
    #[serde(skip_serializing_if = "Option::is_none")]
    inner: Option<Inner>,
    #[serde(default, with = "shouted")]
    custom: String,
}

#[derive(Debug, PartialEq, Field, Serialize, Deserialize)]
struct Inner {
    r#type: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Field, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
enum Country {
    UnitedKingdom,
    #[default]
    Germany,
    #[serde(rename = "fr", alias = "france", alias = "FR")]
    France,
    r#Static,
}

mod shouted {
    pub(super) fn serialize<S: serde::Serializer>(
        text: &str,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text.to_uppercase())
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<String, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

#[test]
fn a_struct_is_the_object_that_serde_makes() {
    let expected = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["streetName"],
        "properties": {
            "streetName": {"type": "string"},
            "no": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 65535}, {"type": "null"}]},
            "country": {"type": "string", "enum": ["UNITED-KINGDOM", "GERMANY", "fr", "STATIC"]},
            "inner": {"anyOf": [
                {
                    "type": "object", "additionalProperties": false, "required": ["type"],
                    "properties": {"type": {"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX}},
                },
                {"type": "null"},
            ]},
            "custom": {},
        },
    });
    assert_eq!(Address::schema().to_json(), expected);
    let names = Address::fields();
    let names: Vec<_> = names
        .iter()
        .map(|name| (name.rust.as_str(), name.json.as_str(), name.fields.len()))
        .collect();
    let expected = [
        ("street_name", "streetName", 0),
        ("house", "no", 0),
        ("country", "country", 0),
        ("inner", "inner", 1),
        ("custom", "custom", 0),
    ];
    assert_eq!(names, expected);
}

#[test]
fn what_serde_writes_and_the_schema_agree() {
    let address = Address {
        street_name: "a".into(),
        house: None,
        country: Country::UnitedKingdom,
        inner: None,
        custom: "b".into(),
    };
    let json = serde_json::to_value(&address).unwrap();
    assert_eq!(
        json,
        json!({"streetName": "a", "no": null, "country": "UNITED-KINGDOM", "custom": "B"})
    );
}

#[test]
fn an_enum_is_its_names() {
    let names = ["UNITED-KINGDOM", "GERMANY", "fr", "STATIC"];
    assert_eq!(Country::schema(), Schema::Enum(names.map(str::to_owned).to_vec()));
    for (country, name) in
        [Country::UnitedKingdom, Country::Germany, Country::France, Country::Static]
            .iter()
            .zip(names)
    {
        assert_eq!(serde_json::to_value(country).unwrap(), name);
        assert_eq!(country.into_value(), Value::Text(name.into()));
        assert_eq!(Country::from_value(Value::Text(name.into())).unwrap(), *country);
    }
    assert_eq!(Country::from_value(Value::Text("france".into())).unwrap(), Country::France);
    assert_eq!(Country::zero(), Value::Text("GERMANY".into()));
}

#[test]
fn a_name_that_is_none_is_an_error() {
    let error = Country::from_value(Value::Text("Mars".into())).unwrap_err();
    assert!(error.is_corrupt() && error.to_string().contains("`Mars`"), "{error}");
    assert!(Country::from_value(Value::Int(1)).unwrap_err().is_corrupt());
}
