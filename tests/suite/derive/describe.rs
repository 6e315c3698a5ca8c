//! Descriptions: schemas, and the names of fields.

use gundb::model::{Field, FieldName, Schema};
use gundb::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Event)]
#[event(stream = "order")]
enum OrderEvent {
    Placed {
        customer: String,
        #[serde(rename = "n")]
        quantity: u16,
        r#type: Option<String>,
    },
    Shipped(Address),
    Tagged {
        tags: Vec<Option<bool>>,
        address: Option<Box<Address>>,
        #[serde(with = "anything")]
        weight: Weight,
    },
    Closed,
}

#[derive(Event, Serialize, Deserialize)]
#[event(stream = "order")]
#[serde(rename_all = "camelCase")]
struct Address {
    street_name: String,
    #[serde(default)]
    floor: i8,
}

struct Weight;

mod anything {
    use super::Weight;

    pub(super) fn serialize<S: serde::Serializer>(
        _: &Weight,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(1)
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Weight, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Weight)
    }

    use serde::Deserialize as _;
}

fn schema(variant: &str) -> serde_json::Value {
    OrderEvent::describe().variant(variant).unwrap().schema.to_json()
}

#[test]
fn a_schema_says_what_serde_accepts() {
    let text = json!({"type": "string"});
    assert_eq!(
        schema("Placed"),
        json!({
            "type": "object",
            "properties": {
                "customer": text,
                "n": {"type": "integer", "minimum": 0, "maximum": 65535},
                "type": {"anyOf": [text, {"type": "null"}]},
            },
            "required": ["customer", "n"],
            "additionalProperties": false,
        })
    );
    assert_eq!(
        schema("Closed"),
        json!({
            "type": "object", "properties": {}, "required": [], "additionalProperties": false,
        })
    );
}

#[test]
fn structs_nest() {
    let address = json!({
        "type": "object",
        "properties": {
            "streetName": {"type": "string"},
            "floor": {"type": "integer", "minimum": -128, "maximum": 127},
        },
        "required": ["streetName"],
        "additionalProperties": false,
    });
    assert_eq!(schema("Shipped"), address);
    assert_eq!(Address::schema().to_json(), address);
    let tagged = schema("Tagged");
    assert_eq!(tagged["properties"]["address"], json!({"anyOf": [address, {"type": "null"}]}));
    assert_eq!(
        tagged["properties"]["tags"]["items"],
        json!({"anyOf": [{"type": "boolean"}, {"type": "null"}]})
    );
    assert_eq!(tagged["required"], json!(["tags", "weight"]));
}

#[test]
fn what_a_users_function_writes_may_be_anything() {
    let description = OrderEvent::describe();
    assert_eq!(
        description.variant("Tagged").unwrap().schema.property("weight").unwrap().schema,
        Schema::Any
    );
}

#[test]
fn rust_names_lead_to_keys() {
    let description = OrderEvent::describe();
    let field = |rust: &str, json: &str| FieldName {
        rust: rust.into(),
        json: json.into(),
        fields: Vec::new(),
    };
    let placed = description.variant("Placed").unwrap();
    assert_eq!(
        placed.fields,
        [field("customer", "customer"), field("quantity", "n"), field("type", "type")]
    );
    let address = &Address::describe().events[0];
    let path = address.field_path(&["street_name"]).unwrap().to_string();
    assert_eq!((address.variant.as_str(), path.as_str()), ("Address", "streetName"));
}

#[test]
fn descriptions_pass_their_own_check() {
    OrderEvent::describe().check().unwrap();
    Address::describe().check().unwrap();
}
