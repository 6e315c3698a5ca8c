//! All transactions but appends, at every message: receiving, registering, rebuilding and migrating
//! find out by themselves what they did before.

use std::cell::RefCell;

use gundb::model::{Model, NewEvent, StreamRef};
use gundb::prelude::*;
use gundb::store::Migrations;
use gundb::transport::sync;
use gundb_tests::postgres::Fault;
use serde_json::json;

use super::{Oracle, Tally, Trial, block_on, counted};

/// What happens to them: they find out under the lock what they did, so a connection that is cut
/// shows as much as one that is stranded.
const FAULTS: [Fault; 1] = [Fault::Cut];

async fn nothing(_: &Trial, _: &mut Oracle) {}

#[test]
fn what_another_node_wrote() {
    block_on(async {
        let (trial, mut oracle) = (Trial::new().await, Oracle::default());
        let other = Gundb::builder().view::<Tally>().open("sqlite::memory:").await.unwrap();
        let prepare = async |_: &Trial, oracle: &mut Oracle| {
            let number = oracle.number();
            other.append("a", Expect::Any, [counted(number)]).await.unwrap();
            // Whether a session that broke had brought it is seen by the next one.
            oracle.note_unknown(number);
        };
        let act = async |trial: &Trial, _: &mut Oracle| {
            if let Err(error) = sync(&other, &trial.store).await {
                assert!(error.is_unavailable(), "{error}");
                trial.proxy.disarm().await;
                sync(&other, &trial.store).await.unwrap();
            }
        };
        trial.at_every_message(&mut oracle, prepare, act).await;
        let (left, right) = (other.verify().await.unwrap(), trial.outsider.verify().await.unwrap());
        assert!(left.is_sound() && right.is_sound(), "{:#?}", right.findings);
        assert_eq!((left.records, left.views), (right.records, right.views));
    });
}

/// A stream type, an event type and a view.
fn model() -> Model {
    let payload = json!({
        "type": "object", "properties": { "number": { "type": "integer" } }, "required": ["number"],
        "additionalProperties": false
    });
    let model = json!({
        "gundb_model": 1,
        "streams": [{ "type": "kind", "events": [{ "type": "kind.counted", "payload": payload }] }],
        "views": [{
            "table": "kinds",
            "columns": [
                { "name": "id", "type": "text", "key": "stream" },
                { "name": "events", "type": "int", "rules": [{ "event": "kind.counted", "count": true }] },
            ],
        }],
    });
    Model::from_json(&model.to_string()).expect("a model")
}

/// Takes all out of the database.
async fn empty(trial: &Trial) {
    trial.sql.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
}

#[test]
fn what_a_model_brings() {
    block_on(async {
        let (trial, model) = (Trial::new().await, model());
        let store = RefCell::new(None);
        let prepare = async |trial: &Trial, oracle: &mut Oracle| {
            empty(trial).await;
            *oracle = Oracle::default();
            *store.borrow_mut() = Some(Gundb::open(trial.proxy.url()).await.unwrap());
        };
        let act = async |trial: &Trial, oracle: &mut Oracle| {
            let store = store.take().expect("it was opened");
            if let Err(error) = store.apply_model(&model).await {
                assert!(error.is_unavailable(), "{error}");
                trial.proxy.disarm().await;
                store.apply_model(&model).await.unwrap();
            }
            let number = oracle.number();
            let event = NewEvent::json("kind.counted", format!(r#"{{"number":{number}}}"#));
            let answer =
                store.append_events(StreamRef::new("kind", "a"), Expect::New, vec![event]).await;
            oracle.note(number, &answer);
            answer.unwrap();
            let rows = trial.sql.query("SELECT id, events FROM kinds").await.unwrap();
            assert_eq!(rows, [["a", "1"].map(|cell| Some(cell.to_owned()))]);
        };
        trial.at_every_message_with(&FAULTS, &mut Oracle::default(), prepare, act).await;
    });
}

#[test]
fn a_view_that_is_built_anew() {
    block_on(async {
        let (trial, mut oracle) = (Trial::new().await, Oracle::default());
        for key in ["a", "b"] {
            let number = oracle.number();
            oracle.note(number, &trial.outsider.append(key, Expect::New, [counted(number)]).await);
        }
        let act = async |trial: &Trial, _: &mut Oracle| {
            if let Err(error) = trial.store.rebuild_view("tallies").await {
                assert!(error.is_unavailable(), "{error}");
                trial.proxy.disarm().await;
                trial.store.rebuild_view("tallies").await.unwrap();
            }
            let rows = trial.sql.query("SELECT id, events FROM tallies ORDER BY id").await.unwrap();
            assert_eq!(
                rows,
                [["a", "1"], ["b", "1"]].map(|row| row.map(|cell| Some(cell.to_owned())))
            );
        };
        trial.at_every_message_with(&FAULTS, &mut oracle, nothing, act).await;
    });
}

#[test]
fn a_database_that_is_migrated() {
    block_on(async {
        let (trial, mut oracle) = (Trial::new().await, Oracle::default());
        let prepare = async |trial: &Trial, _: &mut Oracle| {
            empty(trial).await;
        };
        let act = async |trial: &Trial, _: &mut Oracle| {
            if let Err(error) = Migrations::run(trial.proxy.url()).await {
                assert!(error.is_unavailable(), "{error}");
                trial.proxy.disarm().await;
                Migrations::run(trial.proxy.url()).await.unwrap();
            }
            let status = Migrations::status(trial.database.url()).await.unwrap();
            assert!(status.iter().all(|migration| migration.applied), "{status:?}");
            let rows =
                "SELECT (SELECT count(*) FROM gundb_store), (SELECT count(*) FROM gundb_log)";
            assert_eq!(
                trial.sql.query(rows).await.unwrap(),
                [[Some("1".to_owned()), Some("1".to_owned())]]
            );
        };
        trial.at_every_message_with(&FAULTS, &mut oracle, prepare, act).await;
    });
}
