//! Views over events of several enums, and of enums beside structs.

use gundb::Gundb;
use gundb::prelude::*;
use gundb_tests::backend::Database;

use crate::bank::assert_sound;

gundb_tests::scenarios! { a_view_folds_events_of_several_enums, names_that_two_types_have_are_kept_apart }

mod account {
    #[derive(gundb::Event)]
    #[event(stream = "account")]
    pub(super) enum Event {
        Opened { owner: String },
        Deposited { cents: i64 },
        Closed,
    }
}

mod loan {
    #[derive(gundb::Event)]
    #[event(stream = "loan")]
    pub(super) enum Event {
        Opened { cents: i64, on: jiff::civil::Date },
        Repaid { cents: i64 },
    }
}

#[derive(Event)]
#[event(stream = "audit")]
struct Audited {
    by: String,
}

/// A customer has an account, a loan and an audit of one key.
#[derive(Debug, PartialEq, View)]
#[view(table = "customers", event = (account::Event, loan::Event, Audited), delete(Closed), creates(account::Event::Opened))]
struct Customer {
    #[view(key)]
    id: String,
    #[view(set(account::Event::Opened.owner))]
    owner: String,
    #[view(add(Deposited.cents, Repaid.cents), sub(loan::Event::Opened.cents))]
    balance: i64,
    #[view(set(Audited.by), default = "nobody")]
    audited_by: String,
    #[view(count(Deposited, Repaid, Audited))]
    events: i64,
}

async fn a_view_folds_events_of_several_enums(database: Database) {
    let db = Gundb::builder().view::<Customer>().open(database.url()).await.unwrap();
    let opened = account::Event::Opened { owner: "Ann".into() };
    db.append("a", Expect::New, [opened, account::Event::Deposited { cents: 500 }]).await.unwrap();
    let on = jiff::civil::date(2026, 3, 1);
    db.append(
        "a",
        Expect::New,
        [loan::Event::Opened { cents: 900, on }, loan::Event::Repaid { cents: 100 }],
    )
    .await
    .unwrap();
    db.append("a", Expect::New, [Audited { by: "Eve".into() }]).await.unwrap();
    let row = db.get::<Customer>("a").await.unwrap().unwrap();
    assert_eq!(
        (row.owner.as_str(), row.balance, row.audited_by.as_str(), row.events),
        ("Ann", -300, "Eve", 3)
    );
    db.append("a", Expect::Exists, [account::Event::Closed]).await.unwrap();
    assert!(db.get::<Customer>("a").await.unwrap().is_none());
    let opened = account::Event::Opened { owner: "Bob".into() };
    db.append("a", Expect::Exists, [opened]).await.unwrap();
    assert_eq!(db.get::<Customer>("a").await.unwrap().unwrap().owner, "Bob");
    assert_sound(&db).await;
}

/// One row a day, over the streams of both.
#[derive(Debug, PartialEq, View)]
#[view(table = "amounts", event = (account::Event, loan::Event))]
struct Amount {
    #[view(key(Deposited.cents, Repaid.cents, loan::Event::Opened.cents))]
    cents: i64,
    #[view(count(Deposited, Repaid, loan::Event::Opened))]
    times: i64,
}

async fn names_that_two_types_have_are_kept_apart(database: Database) {
    let db = Gundb::builder().view::<Amount>().open(database.url()).await.unwrap();
    db.append("a", Expect::New, [account::Event::Deposited { cents: 5 }]).await.unwrap();
    let on = jiff::civil::date(2026, 3, 1);
    db.append(
        "b",
        Expect::New,
        [loan::Event::Opened { cents: 5, on }, loan::Event::Repaid { cents: 7 }],
    )
    .await
    .unwrap();
    let rows = Amount::query().order_by(Amount::CENTS.asc()).all(&db).await.unwrap();
    let rows: Vec<_> = rows.iter().map(|row| (row.cents, row.times)).collect();
    assert_eq!(rows, [(5, 2), (7, 1)]);
    let events = &db.model().await.unwrap().views[0].events;
    assert_eq!(*events, ["account.deposited", "loan.opened", "loan.repaid"]);
    assert_sound(&db).await;
}
