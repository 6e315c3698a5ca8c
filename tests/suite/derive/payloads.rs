//! Payloads: the content of a variant as a JSON object, in the order of the fields.

use std::collections::BTreeMap;

use gundb::prelude::*;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{read, round_trip};

#[derive(Event, Debug, PartialEq)]
#[event(stream = "thing")]
enum ThingEvent {
    Unit,
    Empty {},
    Ordered { z: i64, a: String, m: bool },
    Optional { owner: Option<String> },
    Many { times: Vec<Timestamp>, id: Uuid, weights: BTreeMap<String, f64> },
    Inner(Inner),
}

#[derive(Event, Serialize, Deserialize, Debug, PartialEq)]
#[event(stream = "thing")]
struct Inner {
    first: u64,
    second: f32,
}

#[derive(Event, Debug, PartialEq)]
#[event(stream = "thing")]
struct Nothing;

#[test]
fn without_fields_a_payload_is_an_empty_object() {
    round_trip(&ThingEvent::Unit, "{}");
    round_trip(&ThingEvent::Empty {}, "{}");
    round_trip(&Nothing, "{}");
}

#[test]
fn fields_keep_their_order() {
    let event = ThingEvent::Ordered { z: i64::MIN, a: "\"ä\\\n".into(), m: true };
    round_trip(&event, r#"{"z":-9223372036854775808,"a":"\"ä\\\n","m":true}"#);
}

#[test]
fn a_wrapped_struct_gives_its_own_object() {
    round_trip(
        &ThingEvent::Inner(Inner { first: u64::MAX, second: 0.1 }),
        r#"{"first":18446744073709551615,"second":0.1}"#,
    );
    round_trip(&Inner { first: 1, second: -0.5 }, r#"{"first":1,"second":-0.5}"#);
}

#[test]
fn nested_values_survive() {
    let event = ThingEvent::Many {
        times: vec!["2024-02-29T12:30:00.000001Z".parse().unwrap()],
        id: Uuid::nil(),
        weights: [("a".to_owned(), 0.5)].into(),
    };
    let nil = "00000000-0000-0000-0000-000000000000";
    round_trip(
        &event,
        &format!(
            r#"{{"times":["2024-02-29T12:30:00.000001Z"],"id":"{nil}","weights":{{"a":0.5}}}}"#
        ),
    );
}

#[test]
fn a_missing_option_is_none_and_unknown_keys_are_ignored() {
    round_trip(&ThingEvent::Optional { owner: None }, r#"{"owner":null}"#);
    let none = Some(ThingEvent::Optional { owner: None });
    assert_eq!(read("thing.optional", "{}"), none);
    assert_eq!(read("thing.optional", r#"{"later":[1]}"#), none);
}

#[test]
fn floats_that_json_cannot_carry_are_refused() {
    for number in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for event in [
            ThingEvent::Inner(Inner { first: 1, second: number }),
            ThingEvent::Many {
                times: Vec::new(),
                id: Uuid::nil(),
                weights: [("a".to_owned(), number.into())].into(),
            },
        ] {
            let error = event.to_payload().unwrap_err();
            assert!(
                error.is_invalid() && error.to_string().contains(event.event_type()),
                "{error}"
            );
        }
        assert!(Inner { first: 1, second: number }.to_payload().is_err());
    }
}

#[test]
fn a_payload_that_does_not_decode_is_an_error() {
    let error = |payload: &str| ThingEvent::from_payload("thing.ordered", payload).unwrap_err();
    for payload in ["", "{", "{\"z\":1"] {
        assert!(
            error(payload).is_corrupt() && error(payload).to_string().contains("thing.ordered"),
            "{payload}"
        );
    }
    // The database is sound, and the type is another one.
    for (payload, part) in [
        ("null", "null"),
        (r#"{"z":1}"#, "missing field `a`"),
        (r#"{"z":1.0,"a":"","m":true}"#, "floating point `1.0`"),
        (r#"{"z":1,"z":1,"a":"","m":true}"#, "duplicate field `z`"),
    ] {
        let text = error(payload).to_string();
        assert!(
            error(payload).is_definition() && text.contains("thing.ordered") && text.contains(part),
            "{text}"
        );
    }
}
