//! Schemas as JSON Schema and back, and payloads against them.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::model::{Property, Reader, Schema};

fn schema() -> impl Strategy<Value = Schema> {
    let integer = (any::<i64>(), any::<u64>()).prop_map(|(min, max)| Schema::Integer { min, max });
    let flat = prop::sample::select(vec![
        Schema::Any,
        Schema::Bool,
        Schema::Number,
        Schema::Single,
        Schema::Text,
        Schema::Timestamp,
        Schema::Date,
        Schema::Uuid,
        Schema::Decimal,
        Schema::Bytes,
        Schema::Enum(vec!["a".into(), "b".into()]),
    ]);
    prop_oneof![flat, integer].prop_recursive(3, 16, 3, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let property = (inner.clone(), any::<bool>());
        prop_oneof![
            boxed().prop_map(Schema::Array),
            boxed().prop_map(Schema::Map),
            boxed().prop_map(Schema::Nullable),
            btree_map(".{0,3}", property, 0..3).prop_map(|properties| {
                let property = |(name, (schema, required))| Property { name, schema, required };
                Schema::Object(properties.into_iter().map(property).collect())
            }),
        ]
    })
}

/// Texts that mean something to some schema.
const TEXTS: [&str; 6] = [
    "",
    "2024-02-29",
    "2024-02-30",
    "2024-02-29T00:00:00Z",
    "-0001-01-01",
    "67e55044-10b1-426f-9247-bb680e5fe0c8",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e20..1e20).prop_map(Value::from),
        prop::sample::select(&TEXTS[..]).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map(".{0,3}", inner, 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A value that fits; `None` where no number lies inside the bounds.
fn fitting(schema: &Schema, seed: u64) -> Option<Value> {
    Some(match schema {
        Schema::Any => json!([{"any": seed}]),
        Schema::Bool => json!(seed.is_multiple_of(2)),
        Schema::Integer { min, max } => fitting_integer(*min, *max, seed)?,
        Schema::Number | Schema::Single => json!(seed as f64 / 3.0),
        Schema::Text => json!(format!("text {seed}")),
        Schema::Timestamp => json!(format!("{:04}-12-01T23:59:59.9+02:00", 1 + seed % 9999)),
        Schema::Date => json!(format!("{:04}-12-01", 1 + seed % 9999)),
        Schema::Uuid => json!(uuid::Uuid::from_u64_pair(seed, seed)),
        Schema::Decimal => json!(format!("-{seed}.{seed}").chars().take(25).collect::<String>()),
        Schema::Bytes => json!(crate::model::Bytes::from(seed.to_be_bytes().to_vec())),
        Schema::Enum(names) => json!(names[usize::try_from(seed).unwrap_or(0) % names.len()]),
        Schema::Array(items) => json!([fitting(items, seed)?, fitting(items, seed ^ 1)?]),
        Schema::Map(values) => json!({"": fitting(values, seed)?}),
        Schema::Nullable(_) if seed.is_multiple_of(3) => Value::Null,
        Schema::Nullable(inner) => fitting(inner, seed)?,
        Schema::Object(properties) => {
            let needed =
                properties.iter().filter(|property| property.required || seed.is_multiple_of(2));
            let entry = |property: &Property| {
                Some((property.name.clone(), fitting(&property.schema, seed)?))
            };
            Value::Object(needed.map(entry).collect::<Option<Map<_, _>>>()?)
        }
    })
}

fn fitting_integer(min: i64, max: u64, seed: u64) -> Option<Value> {
    let least = if seed.is_multiple_of(2) { i128::from(min) } else { i128::from(max) };
    let fits = (i128::from(min)..=i128::from(max)).contains(&least);
    let integer =
        i64::try_from(least).map(Value::from).or_else(|_| u64::try_from(least).map(Value::from));
    integer.ok().filter(|_| fits)
}

proptest! {
    /// What a schema allows, its own type reads.
    #[test]
    fn a_type_reads_what_it_writes(schema in schema()) {
        prop_assert_eq!(Reader::from(schema.clone()).gap(&schema), None);
    }

    /// Where there is no gap, a value of the stored shape fits the new one, but for what serde
    /// reads and validation refuses: keys that the type does not know, and decimals that are
    /// written as whole numbers.
    #[test]
    fn without_a_gap_what_is_stored_is_read(stored in schema(), new in schema(), value in value()) {
        if Reader::from(new.clone()).gap(&stored).is_none() && stored.validate(&value).is_ok() {
            let refused = new.validate(&value).err().map(|error| error.to_string());
            let is_read = refused.as_ref().is_none_or(|why| why.contains("is unknown") || why.contains("a decimal number"));
            prop_assert!(is_read, "{} is not read as {:?}: {:?}", value, new, refused);
        }
    }
}

proptest! {
    #[test]
    fn a_schema_survives_its_json(schema in schema()) {
        let text = schema.to_json().to_string();
        let read = Schema::from_json(&serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(&read, &schema);
        prop_assert_eq!(read.to_json().to_string(), text);
    }

    #[test]
    fn no_json_panics(schema in schema(), value in value()) {
        let _ = schema.validate(&value);
        let _ = Schema::from_json(&value);
    }

    #[test]
    fn what_fits_is_accepted(schema in schema(), seed in any::<u64>()) {
        if let Some(value) = fitting(&schema, seed) {
            prop_assert!(schema.validate(&value).is_ok(), "{value} for {schema:?}");
        }
    }

    #[test]
    fn the_text_of_what_fits_is_accepted_without_a_look_at_values(schema in schema(), seed in any::<u64>()) {
        if let Some(value) = fitting(&schema, seed) {
            let text = value.to_string();
            prop_assert!(schema.accepts(&text) || format!("{schema:?}").contains("Map"), "{text} for {schema:?}");
        }
    }

    #[test]
    fn no_text_is_accepted_that_does_not_fit(schema in schema(), value in value()) {
        let text = value.to_string();
        prop_assert!(!schema.accepts(&text) || schema.validate(&value).is_ok(), "{text} for {schema:?}");
    }

    #[test]
    fn fields_too_few_and_too_many_are_named(schema in schema(), seed in any::<u64>()) {
        let object = Schema::Object(vec![Property { name: "own".into(), schema, required: true }]);
        let Some(value) = fitting(&object, seed) else { return Ok(()) };
        let missing = object.validate(&json!({})).unwrap_err().to_string();
        prop_assert!(missing.contains("`own` is missing"), "{missing}");
        let more = json!({"own": value["own"], "alien": 1});
        let unknown = object.validate(&more).unwrap_err().to_string();
        prop_assert!(unknown.contains("`alien` is unknown"), "{unknown}");
    }
}

#[test]
fn integers_are_written_without_fraction_and_inside_their_bounds() {
    let schema = Schema::Integer { min: -2, max: u64::MAX };
    for (text, fits) in [
        ("-2", true),
        ("-3", false),
        ("18446744073709551615", true),
        ("18446744073709551616", false),
        ("1.0", false),
        ("1e2", false),
        ("-0", false),
        ("0", true),
        ("true", false),
        ("\"1\"", false),
    ] {
        assert_eq!(schema.validate(&serde_json::from_str(text).unwrap()).is_ok(), fits, "{text}");
    }
}

#[test]
fn what_the_strict_parser_refuses_is_not_accepted() {
    let any = Property { name: "any".into(), schema: Schema::Any, required: false };
    let text = Property { name: "text".into(), schema: Schema::Text, required: false };
    let schema = Schema::Object(vec![any, text]);
    for (payload, accepted) in [
        (r#"{"text":"x","any":[{"a":1}]}"#, true),
        (r#"{"text":"x","text":"y"}"#, false),
        (r#"{"text":"x\u0000"}"#, false),
        (r#"{"any":{"a":1,"a":2}}"#, false),
        (r#"{"any":"\u0000"}"#, false),
        (r#"{"any":1e400}"#, false),
        (r#"{"text":"x"} {}"#, false),
        (r#"{"alien":1}"#, false),
        ("[]", false),
    ] {
        assert_eq!(schema.accepts(payload), accepted, "{payload}");
    }
}
