//! Payloads as an append checks them, and what views make of those that it accepts.

use gundb::Gundb;
use gundb::model::{Model, NewEvent, StreamRef};
use gundb::prelude::Expect;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::mutation::{mutated, text_near};
use super::{play, text_of};

fn payload() -> impl Strategy<Value = (&'static str, String)> {
    let good: Vec<(&'static str, Value)> = vec![
        ("opened", json!({"owner": "Ann", "email": "a@x.org", "address": {"city": "Oslo"}})),
        ("deposited", json!({"cents": 5, "teller": "Tina", "at": "2026-03-01T09:00:00Z"})),
        ("withdrawn", json!({"cents": 5})),
        ("tagged", json!({"tag": "vip", "untag": "x"})),
        ("closed", json!({})),
    ];
    select(good).prop_flat_map(|(name, json)| {
        let text = prop_oneof![
            3 => mutated(json.clone(), 2).prop_map(|json| json.to_string()),
            1 => text_near(json.to_string()),
        ];
        (Just(name), text)
    })
}

#[test]
fn payloads_are_stored_or_refused() {
    let appends =
        prop::collection::vec(((0..3_u8).prop_map(|key| key.to_string()), payload()), 1..12);
    play(file!(), 60, &appends, |appends| async move {
        let failed = |error: gundb::Error| TestCaseError::fail(text_of(&error));
        let db = Gundb::open("sqlite::memory:").await.map_err(failed)?;
        let model = Model::from_json(include_str!("../../docs/model/bank.json")).map_err(failed)?;
        db.apply_model(&model).await.map_err(failed)?;
        for (key, (name, payload)) in appends {
            let event = NewEvent::json(format!("account.{name}"), payload);
            let done =
                db.append_events(StreamRef::new("account", key), Expect::Any, vec![event]).await;
            if let Err(error) = done {
                prop_assert!(error.is_invalid() || error.is_not_unique(), "{}", text_of(&error));
            }
        }
        let report = db.verify().await.map_err(failed)?;
        prop_assert!(report.is_sound(), "{:?}", report.findings);
        db.close().await;
        Ok(())
    });
}
