//! `creates` after `delete`.

use gundb::prelude::*;
use gundb_tests::backend::Database;

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { a_created_row_starts_afresh, without_creates_it_stays_away }

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "accounts", event = AccountEvent, delete(Closed), creates(Opened))]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
    #[view(add(Deposited.cents), default = 1)]
    balance: i64,
}

fn opened(owner: &str) -> AccountEvent {
    AccountEvent::Opened { owner: owner.into() }
}

async fn a_created_row_starts_afresh(db: Database) {
    let db = open::<AccountRow>(&db).await;
    let events =
        [opened("Ann"), AccountEvent::Deposited { cents: 5 }, AccountEvent::Closed, opened("Bob")];
    db.append("a", Expect::New, events).await.unwrap();
    db.append("a", Expect::Any, [AccountEvent::Deposited { cents: 2 }]).await.unwrap();
    let expected = AccountRow { id: "a".into(), owner: "Bob".into(), balance: 3 };
    assert_eq!(row::<AccountRow>(&db, "a").await, expected);
    assert_sound(&db).await;
}

async fn without_creates_it_stays_away(db: Database) {
    let db = open::<AccountRow>(&db).await;
    db.append("a", Expect::New, [opened("Ann"), AccountEvent::Closed]).await.unwrap();
    db.append("a", Expect::Any, [AccountEvent::Deposited { cents: 2 }]).await.unwrap();
    assert!(db.get::<AccountRow>("a").await.unwrap().is_none());
    assert_sound(&db).await;
}
