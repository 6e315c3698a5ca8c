//! Model files.

use gundb::Gundb;
use gundb::model::Model;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::mutation::{mutated, text_near, tree};
use super::{play, text_of};

const BANK: &str = include_str!("../../docs/model/bank.json");

fn bank() -> Value {
    serde_json::from_str(BANK).expect("the example is JSON")
}

fn document() -> impl Strategy<Value = Value> {
    let with_format = |mut tree: Value| {
        if let Value::Object(object) = &mut tree {
            object.insert("gundb_model".to_owned(), json!(1));
        }
        tree
    };
    let parts = (tree(), tree()).prop_map(|(streams, views)| {
        json!({"gundb_model": 1, "streams": [{"type": "account", "events": streams}], "views": views})
    });
    prop_oneof![6 => mutated(bank(), 4), 1 => tree().prop_map(with_format), 1 => parts]
}

/// What is read means the same when it is written and read again.
fn check(text: &str) -> Result<(), TestCaseError> {
    match Model::from_json(text) {
        Ok(model) => {
            let again = Model::from_json(&model.to_json());
            prop_assert_eq!(again.map_err(|error| text_of(&error)), Ok(model));
        }
        Err(error) => {
            prop_assert!(error.is_invalid() || error.is_definition(), "{:?}", error);
            prop_assert!(!error.to_string().is_empty());
        }
    }
    Ok(())
}

#[test]
fn a_model_may_end_anywhere() {
    for end in 0..BANK.len() {
        let cut = &BANK[..BANK.floor_char_boundary(end)];
        let whole = cut.trim_end() == BANK.trim_end();
        assert_eq!(Model::from_json(cut).is_ok(), whole, "{end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn models_with_other_bytes(text in text_near(BANK.to_owned())) {
        check(&text)?;
    }

    #[test]
    fn models_that_say_something_else(document in document()) {
        check(&document.to_string())?;
    }
}

#[test]
fn models_are_applied_or_refused() {
    play(file!(), 150, &mutated(bank(), 2), |document| async move {
        let Ok(model) = Model::from_json(&document.to_string()) else { return Ok(()) };
        let db = Gundb::open("sqlite::memory:")
            .await
            .map_err(|error| TestCaseError::fail(text_of(&error)))?;
        match db.apply_model(&model).await {
            Ok(_) => {
                let kept =
                    db.model().await.map_err(|error| TestCaseError::fail(text_of(&error)))?;
                let again = Model::from_json(&kept.to_json())
                    .map_err(|error| TestCaseError::fail(text_of(&error)))?;
                prop_assert_eq!(&again, &kept);
                let changes = db
                    .plan_model(&kept)
                    .await
                    .map_err(|error| TestCaseError::fail(text_of(&error)))?;
                prop_assert!(
                    changes.iter().all(|change| change.kind == gundb::store::ChangeKind::Unchanged)
                );
                prop_assert!(db.verify().await.is_ok_and(|report| report.is_sound()));
            }
            Err(error) => prop_assert!(error.is_definition() || error.is_invalid(), "{:?}", error),
        }
        db.close().await;
        Ok(())
    });
}
