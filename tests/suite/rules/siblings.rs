//! `siblings`.

use gundb::prelude::*;
use gundb::store::Read;
use gundb::{Json, Siblings};
use gundb_tests::backend::Database;
use serde::{Deserialize, Serialize};

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { one_writer_leaves_one_value, null_clears, a_sibling_may_be_a_struct }

#[derive(Clone, Debug, Default, PartialEq, Field, Serialize, Deserialize)]
struct Address {
    city: String,
    zip: Option<String>,
}

#[derive(Event)]
#[event(stream = "person")]
enum PersonEvent {
    Renamed { name: Option<String> },
    Moved { address: Address },
}

#[derive(Debug, PartialEq, View)]
#[view(table = "people", event = PersonEvent)]
struct PersonRow {
    #[view(key)]
    id: String,
    #[view(siblings(Renamed.name))]
    name: Siblings<String>,
    #[view(siblings(Moved.address))]
    address: Siblings<Address>,
    #[view(set(Moved.address))]
    last: Option<Json<Address>>,
}

fn renamed(name: &str) -> PersonEvent {
    PersonEvent::Renamed { name: Some(name.into()) }
}

async fn one_writer_leaves_one_value(db: Database) {
    let db = open::<PersonRow>(&db).await;
    db.append("a", Expect::New, [renamed("Ann"), renamed("Anna")]).await.unwrap();
    let row = row::<PersonRow>(&db, "a").await;
    assert_eq!(row.name.single().map(String::as_str), Some("Anna"));
    let events = db.read(Read::all()).await.unwrap().collect().await.unwrap();
    assert_eq!((row.name[0].origin, row.name[0].sequence), (events[1].origin(), 2));
    assert_eq!(row.name[0].at, events[1].recorded_at());
    assert_eq!((row.address.len(), row.last), (0, None));
    assert_sound(&db).await;
}

async fn null_clears(db: Database) {
    let db = open::<PersonRow>(&db).await;
    db.append("a", Expect::New, [renamed("Ann"), PersonEvent::Renamed { name: None }])
        .await
        .unwrap();
    assert!(row::<PersonRow>(&db, "a").await.name.is_empty());
    assert_sound(&db).await;
}

async fn a_sibling_may_be_a_struct(db: Database) {
    let db = open::<PersonRow>(&db).await;
    let address = Address { city: "Ürzig".into(), zip: None };
    db.append("a", Expect::New, [PersonEvent::Moved { address: address.clone() }]).await.unwrap();
    let row = row::<PersonRow>(&db, "a").await;
    assert_eq!((row.address.single(), row.last), (Some(&address), Some(Json(address.clone()))));
    assert_sound(&db).await;
}
