//! Rows of many streams, and of one, whose events come in every order: each order makes the same
//! row.

use std::collections::BTreeSet;

use gundb::Decimal;
use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource};
use gundb::transport::sync;
use gundb_tests::backend::Database;
use gundb_tests::foreign::ForeignWriter;
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::bank::assert_sound;

gundb_tests::scenarios! {
    a_row_is_removed_and_created_again_in_every_order, a_row_is_removed_for_good_in_every_order, every_rule_in_every_order,
    both_records_of_one_fact_in_every_order, of_one_fact_the_first_record_counts_in_its_own_stream,
    two_nodes_remove_and_create_apart, a_view_that_comes_later_has_the_same_rows,
}

#[derive(Clone, Debug, Event)]
#[event(stream = "person")]
enum PersonEvent {
    Joined {
        club: Option<String>,
        motto: Option<String>,
        tag: Option<String>,
        at: Option<Timestamp>,
        fee: Option<Decimal>,
    },
    Left {
        club: String,
        tag: String,
    },
    Disbanded {
        club: String,
    },
    Founded {
        club: String,
        motto: Option<String>,
    },
}

use PersonEvent::{Disbanded, Founded, Joined};

/// Rows are removed and created again.
#[derive(Debug, PartialEq, View)]
#[view(
    table = "clubs",
    event = PersonEvent,
    delete(Disbanded),
    creates(Founded)
)]
struct Club {
    #[view(key(Joined.club, Left.club, Disbanded.club, Founded.club))]
    club: String,
    #[view(set(Joined.motto, Founded.motto))]
    motto: Option<String>,
    #[view(set(Founded = true, Joined = false))]
    fresh: bool,
    #[view(insert(Joined.tag), remove(Left.tag))]
    tags: BTreeSet<String>,
    #[view(version)]
    version: i64,
    #[view(created_at)]
    created_at: Timestamp,
    #[view(updated_at)]
    updated_at: Timestamp,
}

/// Rows are removed for good.
#[derive(Debug, PartialEq, View)]
#[view(table = "once", event = PersonEvent, delete(Disbanded))]
struct Once {
    #[view(key(Joined.club, Disbanded.club))]
    club: String,
    #[view(first(Joined.motto))]
    motto: Option<String>,
    #[view(add(Joined.fee))]
    fees: Decimal,
}

/// Rows stay.
#[derive(Debug, PartialEq, View)]
#[view(table = "stays", event = PersonEvent)]
struct Stays {
    #[view(key(Joined.club, Left.club))]
    club: String,
    #[view(set(Joined.motto))]
    last: Option<String>,
    #[view(first(Joined.motto))]
    first: Option<String>,
    #[view(latest(Joined.at, Joined.motto))]
    latest: Option<String>,
    #[view(latest(Joined.at, Joined = true))]
    timed: bool,
    #[view(insert(Joined.tag), remove(Left.tag))]
    tags: BTreeSet<String>,
    #[view(add(Joined.fee))]
    fees: Decimal,
    #[view(max(Joined.fee))]
    greatest: Option<Decimal>,
    #[view(count(Joined, Left))]
    count: i64,
}

/// Rows of one stream.
#[derive(Debug, PartialEq, View)]
#[view(table = "people", event = PersonEvent)]
struct Person {
    #[view(key)]
    id: String,
    #[view(latest(Joined.at, Joined.motto))]
    latest: Option<String>,
    #[view(add(Joined.fee))]
    fees: Decimal,
}

async fn open(db: &Database) -> Gundb {
    let builder = Gundb::builder().view::<Club>().view::<Once>().view::<Stays>().view::<Person>();
    builder.open(db.url()).await.unwrap()
}

/// What a writer says, about which person, at which HLC.
#[derive(Clone)]
struct Said {
    hlc: u64,
    person: &'static str,
    event: &'static str,
    payload: Json,
    id: Option<Uuid>,
}

/// An event of a person of its own.
fn said(hlc: u64, event: &'static str, payload: Json) -> Said {
    let person = ["", "ann", "bob", "cy", "dan", "eve", "flo", "gus"][hlc as usize];
    Said { hlc, person, event, payload, id: None }
}

fn joined(hlc: u64, payload: Json) -> Said {
    said(hlc, "person.joined", payload)
}

/// Some things in every order.
fn permutations(length: usize) -> Vec<Vec<usize>> {
    let Some(last) = length.checked_sub(1) else { return vec![Vec::new()] };
    let inserted = |shorter: Vec<usize>| {
        (0..length).map(move |index| {
            let mut longer = shorter.clone();
            longer.insert(index, last);
            longer
        })
    };
    permutations(last).into_iter().flat_map(inserted).collect()
}

/// Lets the events come in every order, each order to a club and to people of its own; the clubs'
/// and the people's numbers.
async fn in_every_order(db: &Gundb, events: &[Said]) -> Vec<String> {
    let orders = permutations(events.len());
    let mut names = Vec::new();
    for (number, order) in orders.iter().enumerate() {
        let name = format!("order {number}");
        for &index in order {
            let event = &events[index];
            let writer = 1 + (number * events.len() + index) as u64;
            let mut foreign = ForeignWriter::new(writer, db.space());
            foreign.write(|record| {
                let mut payload = event.payload.clone();
                payload["club"] = json!(name);
                record.hlc = event.hlc;
                record.recorded_us = event.hlc as i64;
                record.stream = Some(("person".to_owned(), format!("{} of {name}", event.person)));
                record.event_type = Some(event.event.to_owned());
                record.payload = Some(payload.to_string());
                record.id = event.id.map(|id| Uuid::new_v5(&id, name.as_bytes()));
            });
            assert_eq!(db.receive(vec![foreign.run()]).await.unwrap().new, 1);
        }
        names.push(name);
    }
    assert_sound(db).await;
    names
}

fn moment(microsecond: i64) -> Timestamp {
    Timestamp::from_microsecond(microsecond).unwrap()
}

async fn a_row_is_removed_and_created_again_in_every_order(db: Database) {
    let another = db.backend().fresh().await;
    let db = open(&db).await;
    let events = [
        joined(1, json!({"motto": "a", "tag": "x"})),
        said(2, "person.disbanded", json!({})),
        joined(3, json!({"motto": "b", "tag": "y"})),
        said(4, "person.founded", json!({"motto": "c"})),
        said(5, "person.left", json!({"tag": "x"})),
    ];
    for name in in_every_order(&db, &events).await {
        let expected = Club {
            club: name.clone(),
            motto: Some("c".to_owned()),
            fresh: true,
            // That joined after the removal, before the row came again: it is above the last
            // removal.
            tags: ["y".to_owned()].into(),
            version: 5,
            created_at: moment(1),
            updated_at: moment(5),
        };
        assert_eq!(db.get::<Club>(name.as_str()).await.unwrap(), Some(expected));
    }
    // Without what creates it again the row stays hidden, but is not forgotten.
    let events = [
        joined(1, json!({"motto": "a"})),
        said(4, "person.founded", json!({"motto": "c"})),
        said(6, "person.disbanded", json!({})),
    ];
    let other = open(&another).await;
    for name in in_every_order(&other, &events).await {
        assert_eq!(other.get::<Club>(name.as_str()).await.unwrap(), None);
        other
            .append(name.as_str(), Expect::Any, [Founded { club: name.clone(), motto: None }])
            .await
            .unwrap();
        let row = other.get::<Club>(name.as_str()).await.unwrap().unwrap();
        assert_eq!((row.motto, row.version, row.created_at), (None, 4, moment(1)));
    }
    assert_sound(&other).await;
    assert!(other.contradictions().await.unwrap().is_empty());
}

async fn a_row_is_removed_for_good_in_every_order(db: Database) {
    let db = open(&db).await;
    let events = [
        joined(1, json!({"motto": "a", "fee": "1.50"})),
        said(2, "person.disbanded", json!({})),
        joined(3, json!({"motto": "b", "fee": "2"})),
        joined(4, json!({"motto": "c", "fee": "2"})),
    ];
    for name in in_every_order(&db, &events).await {
        assert_eq!(db.get::<Once>(name.as_str()).await.unwrap(), None);
    }
    assert!(db.contradictions().await.unwrap().is_empty());
}

async fn every_rule_in_every_order(db: Database) {
    let db = open(&db).await;
    let events = [
        joined(1, json!({"motto": "a", "tag": "x", "at": "2026-01-01T00:00:00Z", "fee": "2.0"})),
        joined(
            2,
            json!({"motto": "b", "tag": "y", "at": "2026-01-01T01:00:00+01:00", "fee": "2.00"}),
        ),
        joined(
            3,
            json!({"motto": null, "tag": null, "at": "2025-12-31T00:00:00Z", "fee": "-9999999999999999999999999999"}),
        ),
        said(4, "person.left", json!({"tag": "x"})),
        joined(
            5,
            json!({"motto": "c", "tag": "z", "at": null, "fee": "9999999999999999999999999999"}),
        ),
    ];
    for name in in_every_order(&db, &events).await {
        let row = db.get::<Stays>(name.as_str()).await.unwrap().unwrap();
        // Of the two equal times the canonically later event counts; one without a time is skipped.
        assert_eq!(
            (row.last.as_deref(), row.first.as_deref(), row.latest.as_deref()),
            (Some("c"), Some("a"), Some("b"))
        );
        assert!(row.timed);
        assert_eq!(row.tags.into_iter().collect::<Vec<_>>(), ["y", "z"]);
        let greatest = row.greatest.unwrap().to_string();
        assert_eq!(
            (row.fees.to_string().as_str(), greatest.as_str(), row.count),
            ("4.00", "9999999999999999999999999999", 5)
        );
    }
}

async fn both_records_of_one_fact_in_every_order(db: Database) {
    let db = open(&db).await;
    let repeated = |hlc| Said {
        person: "repeated",
        id: Some(Uuid::nil()),
        ..joined(
            hlc,
            json!({"motto": "repeated", "tag": "x", "at": "2026-01-01T00:00:00Z", "fee": "1.50"}),
        )
    };
    let other =
        joined(2, json!({"motto": "other", "tag": null, "at": "2026-01-01T00:00:00Z", "fee": "0"}));
    let events = [repeated(1), other, said(3, "person.left", json!({"tag": "x"})), repeated(4)];
    for name in in_every_order(&db, &events).await {
        let row = db.get::<Stays>(name.as_str()).await.unwrap().unwrap();
        // Each record keeps its own position in the order, so the later of two counts; sums and
        // counts take the fact once.
        let repeated = Some("repeated".to_owned());
        assert_eq!(
            (row.last, row.first, row.latest),
            (repeated.clone(), repeated.clone(), repeated)
        );
        assert_eq!(row.tags.len(), 1);
        assert_eq!((row.fees.to_string().as_str(), row.count), ("1.50", 3));
        let club = db.get::<Club>(name.as_str()).await.unwrap().unwrap();
        assert_eq!((club.version, club.created_at, club.updated_at), (3, moment(1), moment(4)));
    }
}

async fn of_one_fact_the_first_record_counts_in_its_own_stream(db: Database) {
    let db = open(&db).await;
    let of_repeated = |event: Said| Said { person: "repeated", ..event };
    let repeated = |hlc| Said {
        id: Some(Uuid::nil()),
        ..of_repeated(joined(
            hlc,
            json!({"motto": "repeated", "at": "2026-01-01T00:00:00Z", "fee": "1.50"}),
        ))
    };
    let other = of_repeated(joined(
        2,
        json!({"motto": "other", "at": "2026-01-01T00:00:00Z", "fee": "0.5"}),
    ));
    for name in in_every_order(&db, &[repeated(1), other, repeated(3)]).await {
        let row = db.get::<Person>(format!("repeated of {name}").as_str()).await.unwrap().unwrap();
        assert_eq!((row.latest.as_deref(), row.fees.to_string().as_str()), (Some("other"), "2.00"));
    }
}

/// Both are sound, and hold equal views.
async fn assert_equal(left: &Gundb, right: &Gundb) {
    let (left, right) = (left.verify().await.unwrap(), right.verify().await.unwrap());
    assert!(left.is_sound() && right.is_sound(), "{:#?} {:#?}", left.findings, right.findings);
    assert_eq!(left.views, right.views);
}

async fn two_nodes_remove_and_create_apart(db: Database) {
    let other = db.backend().fresh().await;
    let (here, there) = (open(&db).await, open(&other).await);
    let joined = |motto: &str| Joined {
        club: Some("chess".to_owned()),
        motto: Some(motto.to_owned()),
        tag: Some(motto.to_owned()),
        at: None,
        fee: None,
    };
    let chess = || "chess".to_owned();
    here.append("ann", Expect::Any, [joined("a")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    // Each removes the row, and one of them creates it again.
    here.append("ann", Expect::Any, [Disbanded { club: chess() }]).await.unwrap();
    there.append("bob", Expect::Any, [Disbanded { club: chess() }]).await.unwrap();
    there
        .append(
            "bob",
            Expect::Any,
            [Founded { club: chess(), motto: Some("b".to_owned()) }, joined("c")],
        )
        .await
        .unwrap();
    sync(&here, &there).await.unwrap();
    assert_equal(&here, &there).await;
    // A writer that has seen both decides.
    here.append("ann", Expect::Any, [Founded { club: chess(), motto: Some("d".to_owned()) }])
        .await
        .unwrap();
    sync(&there, &here).await.unwrap();
    assert_equal(&here, &there).await;
    for node in [&here, &there] {
        assert_eq!(node.get::<Club>("chess").await.unwrap().unwrap().motto.as_deref(), Some("d"));
        assert!(node.contradictions().await.unwrap().is_empty());
    }
}

async fn a_view_that_comes_later_has_the_same_rows(db: Database) {
    let url = db.url().to_owned();
    let (rows, hashes) = {
        let first = open(&db).await;
        let events = [
            joined(1, json!({"motto": "a", "tag": "x", "fee": "2.50"})),
            said(2, "person.disbanded", json!({})),
            said(3, "person.founded", json!({"motto": "c"})),
        ];
        in_every_order(&first, &events).await;
        let report = first.verify().await.unwrap();
        for view in ["clubs", "once", "stays", "people"] {
            first.rebuild_view(view).await.unwrap();
        }
        (Club::query().all(&first).await.unwrap().len(), report.views)
    };
    let again = Gundb::builder().view::<Club>().open(&url).await.unwrap();
    let report = again.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!((rows, report.views), (6, hashes));
}
