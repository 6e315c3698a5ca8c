//! Enums as columns.

use gundb::prelude::*;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;
use serde::{Deserialize, Serialize};

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { an_enum_is_a_text_column, filters_are_typed, an_unknown_name_is_refused_by_an_append }

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Field, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
enum Status {
    HalfOpen,
    #[default]
    New,
    #[serde(rename = "✗")]
    Closed,
}

#[derive(Event)]
#[event(stream = "door")]
enum DoorEvent {
    Turned { status: Status, maybe: Option<Status> },
    Slammed,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "doors", event = DoorEvent)]
struct DoorRow {
    #[view(key)]
    id: String,
    #[view(set(Turned.status, Slammed = Status::Closed), index)]
    status: Status,
    #[view(first(Turned.maybe))]
    first: Option<Status>,
    #[view(set(Turned.status), default = Status::HalfOpen)]
    before: Status,
    #[view(set(Turned.status))]
    text: String,
    #[view(insert(Turned.status, Turned.maybe))]
    #[cfg(any())]
    not_there: Vec<Status>,
    #[view(insert(Turned.status))]
    all: std::collections::BTreeSet<Status>,
}

fn turned(status: Status, maybe: Option<Status>) -> DoorEvent {
    DoorEvent::Turned { status, maybe }
}

async fn an_enum_is_a_text_column(door: Database) {
    let db = open::<DoorRow>(&door).await;
    db.append("a", Expect::New, [DoorEvent::Slammed]).await.unwrap();
    let slammed = row::<DoorRow>(&db, "a").await;
    assert_eq!(
        (slammed.status, slammed.first, slammed.before),
        (Status::Closed, None, Status::HalfOpen)
    );
    let events = [turned(Status::HalfOpen, None), turned(Status::New, Some(Status::Closed))];
    db.append("a", Expect::Any, events).await.unwrap();
    let turned = row::<DoorRow>(&db, "a").await;
    assert_eq!(
        (turned.status, turned.first, turned.text.as_str()),
        (Status::New, Some(Status::Closed), "new")
    );
    assert_eq!(turned.all.into_iter().collect::<Vec<_>>(), [Status::HalfOpen, Status::New]);
    let sql = Sql::connect(door.url()).await.unwrap();
    let cells = sql.query("SELECT status, first FROM doors").await.unwrap();
    assert_eq!(cells, [["new", "✗"].map(|text| Some(text.to_owned()))]);
    assert_sound(&db).await;
}

async fn filters_are_typed(db: Database) {
    let db = open::<DoorRow>(&db).await;
    db.append("a", Expect::New, [DoorEvent::Slammed]).await.unwrap();
    db.append("b", Expect::New, [turned(Status::New, Some(Status::New))]).await.unwrap();
    let closed =
        DoorRow::query().filter(DoorRow::STATUS.eq(Status::Closed)).all(&db).await.unwrap();
    assert_eq!(closed.iter().map(|row| row.id.as_str()).collect::<String>(), "a");
    let first =
        DoorRow::query().filter(DoorRow::FIRST.eq(Some(Status::New))).all(&db).await.unwrap();
    assert_eq!(first.len(), 1);
}

async fn an_unknown_name_is_refused_by_an_append(db: Database) {
    let db = open::<DoorRow>(&db).await;
    let payload = r#"{"status":"ajar"}"#;
    let event = NewEvent::json("door.turned", payload);
    let stream = StreamRef::new("door", "a");
    let error = db.append_events(stream, Expect::New, vec![event]).await.unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("half-open"), "{error}");
}
