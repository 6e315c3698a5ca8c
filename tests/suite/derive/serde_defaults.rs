//! serde's defaults: what is missing is filled in, what is skipped comes back.

use gundb::prelude::*;

use super::{read, round_trip};

#[derive(Event, Debug, PartialEq)]
#[event(stream = "trip")]
struct Noted {
    #[serde(default)]
    count: u32,
    #[serde(default = "one")]
    weight: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Self::is_zero")]
    zero: i64,
}

impl Noted {
    fn is_zero(number: &i64) -> bool {
        *number == 0
    }
}

fn one() -> i64 {
    1
}

#[derive(Event, Debug, PartialEq)]
#[event(stream = "trip")]
#[serde(default)]
struct Planned {
    seats: u32,
    place: String,
}

impl Default for Planned {
    fn default() -> Self {
        Self { seats: 4, place: "home".into() }
    }
}

#[derive(Event, Debug, PartialEq)]
#[event(stream = "trip")]
#[serde(default = "Planned2::usual")]
struct Planned2 {
    seats: u32,
}

impl Planned2 {
    fn usual() -> Self {
        Self { seats: 2 }
    }
}

#[derive(Event)]
#[event(stream = "trip")]
struct Planned3 {
    #[allow(dead_code)]
    seats: u32,
}

#[test]
fn defaults_fill_in_missing_keys() {
    let noted = Noted { count: 0, weight: 1, tags: Vec::new(), note: None, zero: 0 };
    assert_eq!(read("trip.noted", "{}"), Some(noted));
    assert_eq!(
        read("trip.planned", r#"{"seats":1}"#),
        Some(Planned { seats: 1, place: "home".into() })
    );
    assert_eq!(read("trip.planned2", "{}"), Some(Planned2 { seats: 2 }));
    assert!(Planned3::from_payload("trip.planned3", "{}").is_err());
}

#[test]
fn skipped_fields_are_left_out_and_come_back() {
    let mut noted = Noted { count: 0, weight: 3, tags: Vec::new(), note: None, zero: 0 };
    round_trip(&noted, r#"{"count":0,"weight":3}"#);
    noted.tags.push("a".into());
    noted.note = Some("b".into());
    noted.zero = 1;
    round_trip(&noted, r#"{"count":0,"weight":3,"tags":["a"],"note":"b","zero":1}"#);
}

#[test]
fn the_description_says_what_serde_fills_in() {
    let required = |description: gundb::model::StreamDescription| -> Vec<bool> {
        let schema = &description.events[0].schema;
        let gundb::model::Schema::Object(properties) = schema else {
            panic!("{schema} is no object")
        };
        properties.iter().map(|property| property.required).collect()
    };
    assert_eq!(required(Noted::describe()), [false, false, false, false, false]);
    assert_eq!(required(Planned::describe()), [false, false]);
    assert_eq!(required(Planned3::describe()), [true]);
}
