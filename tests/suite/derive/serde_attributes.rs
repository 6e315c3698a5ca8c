//! serde's attributes on fields shape the payload; the user need not derive serde's traits.

use gundb::prelude::*;

use super::{read, round_trip};

#[derive(Event, Debug, PartialEq)]
#[event(stream = "trip")]
#[serde(rename_all = "UPPERCASE", rename_all_fields = "camelCase")]
enum TripEvent {
    Started {
        start_place: String,
        r#type: String,
    },
    #[serde(rename_all = "kebab-case")]
    Ended {
        end_place: String,
        #[serde(rename = "km")]
        distance: u32,
    },
    Renamed {
        #[serde(rename(serialize = "to", deserialize = "to"), alias = "name", alias = "title")]
        to_name: String,
    },
}

#[derive(Event, Debug, PartialEq)]
#[event(stream = "trip")]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Paused {
    pause_minutes: u32,
}

#[derive(Event, Debug, PartialEq)]
#[event(stream = "trip")]
struct Measured {
    #[serde(with = "hex")]
    code: Code,
    #[serde(
        serialize_with = "hex::serialize",
        deserialize_with = "hex::deserialize",
        rename = "other"
    )]
    second: Code,
    #[serde(default, with = "hex", skip_serializing_if = "Code::is_default")]
    third: Code,
}

/// Knows nothing of serde.
#[derive(Debug, Default, PartialEq)]
struct Code(u32);

impl Code {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Code;

    pub(super) fn serialize<S: Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:x}", code.0))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Code, D::Error> {
        u32::from_str_radix(&String::deserialize(deserializer)?, 16)
            .map(Code)
            .map_err(D::Error::custom)
    }
}

#[test]
fn cases_and_renames_of_fields() {
    let started = TripEvent::Started { start_place: "A".into(), r#type: "car".into() };
    round_trip(&started, r#"{"startPlace":"A","type":"car"}"#);
    round_trip(
        &TripEvent::Ended { end_place: "B".into(), distance: 7 },
        r#"{"end-place":"B","km":7}"#,
    );
    round_trip(&Paused { pause_minutes: 5 }, r#"{"PauseMinutes":5}"#);
}

#[test]
fn aliases_are_read_and_never_written() {
    let renamed = TripEvent::Renamed { to_name: "x".into() };
    round_trip(&renamed, r#"{"to":"x"}"#);
    for payload in [r#"{"name":"x"}"#, r#"{"title":"x"}"#] {
        assert_eq!(read::<TripEvent>("trip.renamed", payload).as_ref(), Some(&renamed));
    }
}

#[test]
fn unknown_keys_are_refused_where_said() {
    assert!(Paused::from_payload("trip.paused", r#"{"PauseMinutes":5,"more":1}"#).is_err());
}

#[test]
fn functions_of_the_user_write_and_read_fields() {
    round_trip(
        &Measured { code: Code(255), second: Code(16), third: Code(0) },
        r#"{"code":"ff","other":"10"}"#,
    );
    round_trip(
        &Measured { code: Code(0), second: Code(1), third: Code(2) },
        r#"{"code":"0","other":"1","third":"2"}"#,
    );
}

#[test]
fn what_a_function_reads_is_required_unless_it_has_a_default() {
    let schema = Measured::describe().events.remove(0).schema;
    let required = ["code", "other", "third"].map(|key| schema.property(key).unwrap().required);
    assert_eq!(required, [true, true, false]);
}
