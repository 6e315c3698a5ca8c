//! Payload text and schemas.

use std::collections::BTreeMap;

use gundb::model::{Property, Schema, json};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value;

use super::mutation::{mutated, scalar, text_near, tree};

fn schema() -> impl Strategy<Value = Schema> {
    let leaf = prop_oneof![
        Just(Schema::Any),
        Just(Schema::Bool),
        (any::<i64>(), any::<u64>()).prop_map(|(min, max)| Schema::Integer { min, max }),
        Just(Schema::Number),
        Just(Schema::Single),
        Just(Schema::Text),
        Just(Schema::Timestamp),
        Just(Schema::Date),
        Just(Schema::Uuid),
        Just(Schema::Decimal),
        Just(Schema::Bytes),
        vec(".{0,6}", 1..4).prop_map(Schema::Enum),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let properties = btree_map("[a-zé/~ ]{0,4}", (inner.clone(), any::<bool>()), 0..4);
        let object = properties.prop_map(|properties: BTreeMap<String, (Schema, bool)>| {
            let property = |(name, (schema, required))| Property::new(name, schema, required);
            Schema::Object(properties.into_iter().map(property).collect())
        });
        prop_oneof![
            object,
            inner.clone().prop_map(|items| Schema::Array(Box::new(items))),
            inner.clone().prop_map(|values| Schema::Map(Box::new(values))),
            inner.prop_map(|inner| Schema::Nullable(Box::new(inner))),
        ]
    })
}

/// A value that fits, or nearly.
fn value_of(schema: &Schema) -> BoxedStrategy<Value> {
    let text = |text: &'static str| Just(Value::from(text)).boxed();
    match schema {
        Schema::Any => tree().boxed(),
        Schema::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Schema::Integer { min, max } => {
            prop_oneof![Just(Value::from(*min)), Just(Value::from(*max))].boxed()
        }
        Schema::Number | Schema::Single => (-1e30..1e30_f64).prop_map(Value::from).boxed(),
        Schema::Text => ".{0,8}".prop_map(Value::from).boxed(),
        Schema::Timestamp => text("2026-03-01T09:00:00.5+01:00"),
        Schema::Date => text("2026-03-01"),
        Schema::Uuid => text("6f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01"),
        Schema::Decimal => text("-12.50"),
        Schema::Bytes => text("AAEC"),
        Schema::Enum(names) => prop::sample::select(names.clone()).prop_map(Value::from).boxed(),
        Schema::Array(items) => vec(value_of(items), 0..3).prop_map(Value::from).boxed(),
        Schema::Map(values) => btree_map("[a-c]{0,2}", value_of(values), 0..3)
            .prop_map(|values| Value::Object(values.into_iter().collect()))
            .boxed(),
        Schema::Object(properties) => properties.iter().fold(
            Just(Value::Object(Default::default())).boxed(),
            |all, property| {
                let name = property.name.clone();
                (all, value_of(&property.schema))
                    .prop_map(move |(mut all, value)| {
                        all[&name] = value;
                        all
                    })
                    .boxed()
            },
        ),
        Schema::Nullable(inner) => prop_oneof![Just(Value::Null), value_of(inner)].boxed(),
        other => unreachable!("no value of {other} is known here"),
    }
}

fn near_json() -> impl Strategy<Value = String> {
    let text = tree().prop_map(|tree| tree.to_string());
    prop_oneof![
        text.prop_flat_map(text_near),
        "[\\[\\]{}\",:.0-9eE+\\-a-z \\\\\u{0}é]{0,40}",
        (1..400_usize).prop_map(|depth| "[".repeat(depth) + &"]".repeat(depth)),
        (1..400_usize).prop_map(|depth| "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth)),
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,6})?",
        "\"(\\\\u[0-9a-fD]{4}){1,4}\"",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn payload_text(text in near_json()) {
        if let Ok(value) = json::parse(&text) {
            let again = value.to_string();
            prop_assert_eq!(json::parse(&again).unwrap(), value);
        }
    }

    #[test]
    fn a_schema_is_read_back(schema in schema()) {
        prop_assert_eq!(Schema::from_json(&schema.to_json()).unwrap(), schema);
    }

    #[test]
    fn schemas_from_outside(json in prop_oneof![
        tree(),
        schema().prop_flat_map(|schema| mutated(schema.to_json(), 3)),
    ]) {
        // What is taken in means just what it says: nothing of it is lost but annotations.
        if let Ok(schema) = Schema::from_json(&json) {
            let again = schema.to_json();
            prop_assert_eq!(Schema::from_json(&again).unwrap(), schema);
            prop_assert!(keywords(&json) <= keywords(&again), "{} became {}", json, again);
        }
    }

    #[test]
    fn what_fits_is_accepted((schema, value) in schema().prop_flat_map(|schema| {
        let value = value_of(&schema);
        (Just(schema), value)
    })) {
        let has_range = |schema: &Schema| format!("{schema:?}").contains("Integer");
        prop_assert!(has_range(&schema) || schema.validate(&value).is_ok(), "{:?}", schema.validate(&value));
    }

    #[test]
    fn anything_is_validated(
        (schema, value) in schema().prop_flat_map(|schema| {
            let near = value_of(&schema).prop_flat_map(|value| mutated(value, 2));
            (Just(schema), prop_oneof![tree(), scalar(), near])
        })
    ) {
        if let Err(error) = schema.validate(&value) {
            prop_assert!(error.is_invalid() && !error.to_string().is_empty());
        }
    }
}

/// Keywords that say nothing about the shape: they may be left out.
const ANNOTATIONS: [&str; 7] =
    ["title", "description", "$comment", "$schema", "$id", "examples", "deprecated"];

/// How many keywords and fields there are, at any depth, that say something; a `required` without
/// names counts nothing.
fn keywords(json: &Value) -> usize {
    match json {
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| match (key.as_str(), value) {
                ("required", Value::Array(names)) => names.len(),
                // Whatever a field is called, it is no annotation.
                ("properties", Value::Object(fields)) => {
                    1 + fields.values().map(|field| 1 + keywords(field)).sum::<usize>()
                }
                (key, _) if ANNOTATIONS.contains(&key) => 0,
                _ => 1 + keywords(value),
            })
            .sum(),
        Value::Array(items) => items.iter().map(keywords).sum(),
        _ => 0,
    }
}
