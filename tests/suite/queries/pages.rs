//! Paging by key.

use gundb::prelude::*;
use gundb::view::{Cursor, Query};
use gundb_tests::backend::Database;
use jiff::Timestamp;
use jiff::civil::date;

use super::things::{Name, Thing, ids, put, store, thing};

gundb_tests::scenarios! {
    pages_are_the_whole_in_any_order, what_changes_between_pages_moves_nothing_else,
    a_cursor_belongs_to_its_query, bad_cursors_are_refused, edges_of_pages,
}

/// Ids of all pages, read with pages of this many rows; each cursor is written as text and read
/// again.
async fn paged(db: &Gundb, query: Query<Thing>, rows: u64) -> String {
    let (mut all, mut query) = (String::new(), query.limit(rows));
    loop {
        let page = query.page(db).await.unwrap();
        assert!(page.rows.len() as u64 <= rows);
        all.extend(page.rows.into_iter().map(|thing| thing.id));
        let Some(next) = page.next else { return all };
        query = query.after(next.to_string().parse().unwrap());
    }
}

fn odd_things() -> Vec<Thing> {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    vec![
        Thing { weight: 0.1 + 0.2, rank: Some(1), note: Some("é\"\\'?%".into()), ..thing("a") },
        Thing {
            weight: 0.3,
            rank: None,
            note: Some("\u{10FFFF}".into()),
            ready: true,
            ..thing("b")
        },
        Thing { weight: f64::MIN_POSITIVE / 3.0, rank: Some(i64::MIN), note: None, ..thing("c") },
        Thing { weight: -1e308, rank: Some(1), day: Some(date(1, 1, 1)), ..thing("d") },
        Thing { weight: -1e308, rank: None, at: at("0001-01-01T00:00:00Z"), ..thing("e") },
        Thing {
            at: at("9999-12-30T22:00:00.999999Z"),
            day: Some(date(9999, 12, 31)),
            ..thing("f")
        },
        Thing {
            at: at("2024-01-01T00:00:00.000001Z"),
            note: Some(String::new()),
            ready: true,
            ..thing("é")
        },
        Thing { rank: Some(i64::MAX), note: Some("e\u{301}".into()), ..thing("'") },
    ]
}

async fn pages_are_the_whole_in_any_order(db: Database) {
    let db = store(&db, odd_things()).await;
    let orders = || {
        vec![
            Thing::query(),
            Thing::query().order_by(Thing::ID.desc()),
            Thing::query().order_by(Thing::WEIGHT.asc()),
            Thing::query().order_by(Thing::WEIGHT.desc()).order_by(Thing::RANK.asc()),
            Thing::query().order_by(Thing::RANK.desc()).order_by(Thing::NOTE.asc()),
            Thing::query()
                .order_by(Thing::RANK.asc())
                .order_by(Thing::NOTE.desc())
                .order_by(Thing::ID.desc()),
            Thing::query().order_by(Thing::NOTE.desc()),
            Thing::query().order_by(Thing::AT.desc()).order_by(Thing::ID.asc()),
            Thing::query().order_by(Thing::DAY.desc()).order_by(Thing::READY.desc()),
            Thing::query()
                .order_by(Thing::READY.asc())
                .order_by(Thing::READY.desc())
                .order_by(Thing::DAY.asc()),
            Thing::query()
                .order_by(Thing::RANK.asc())
                .filter(Thing::WEIGHT.le(0.0) | Thing::READY.eq(true)),
        ]
    };
    for rows in [1, 2, 3, 8] {
        for (number, query) in orders().into_iter().enumerate() {
            let whole = ids(&db, &query).await;
            assert_eq!(paged(&db, query, rows).await, whole, "order {number} in pages of {rows}");
        }
    }
}

async fn what_changes_between_pages_moves_nothing_else(db: Database) {
    let rows = (0..10).map(|n| Thing { amount: n, ..thing(&n.to_string()) });
    let db = store(&db, rows).await;
    let query = Thing::query().order_by(Thing::AMOUNT.asc()).limit(4);
    let first = query.page(&db).await.unwrap();
    // One before the cursor's row, one after it, one that moves past it, and the cursor's own row
    // moves to the end.
    put(&db, [Thing { amount: -1, ..thing("x") }, Thing { amount: 5, ..thing("y") }]).await;
    put(&db, [Thing { amount: -2, ..thing("9") }, Thing { amount: 99, ..thing("3") }]).await;
    let mut all: String = first.rows.into_iter().map(|thing| thing.id).collect();
    let mut next = first.next;
    while let Some(cursor) = next {
        let page = query.clone().after(cursor).page(&db).await.unwrap();
        all.extend(page.rows.into_iter().map(|thing| thing.id));
        next = page.next;
    }
    assert_eq!(all, "012345y6783");
}

async fn cursor_of(db: &Gundb, query: Query<Thing>) -> Cursor {
    query.limit(1).page(db).await.unwrap().next.unwrap()
}

async fn a_cursor_belongs_to_its_query(db: Database) {
    let db = store(&db, [thing("a"), thing("b")]).await;
    let by_amount = || Thing::query().order_by(Thing::AMOUNT.asc());
    let cursor = cursor_of(&db, by_amount()).await;
    assert_eq!(ids(&db, &by_amount().after(cursor.clone())).await, "b");
    assert_eq!(ids(&db, &by_amount().filter(Thing::ID.ne("b")).after(cursor.clone())).await, "");
    for other in [
        Thing::query(),
        Thing::query().order_by(Thing::AMOUNT.desc()),
        Thing::query().order_by(Thing::RANK.asc()),
        by_amount().order_by(Thing::ID.asc()),
    ] {
        let error = other.after(cursor.clone()).all(&db).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains("cursor"), "{error}");
    }
    let names = Name::query().order_by(Name::PUTS.asc()).after(cursor);
    assert!(names.all(&db).await.unwrap_err().is_invalid());
    let name = Name::query().first(&db).await.unwrap().unwrap();
    assert_eq!((name.name.as_str(), name.puts), ("a", 1));
}

async fn bad_cursors_are_refused(db: Database) {
    let db = store(&db, [thing("a"), thing("b")]).await;
    let text = cursor_of(&db, Thing::query()).await.to_string();
    for bad in [
        "",
        "abc",
        "zz",
        &text[2..],
        &text[..text.len() - 2],
        &format!("{}0", &text[..text.len() - 1]),
        "é",
        "' OR 1=1",
    ] {
        let error = bad.parse::<Cursor>().unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains("no cursor"), "{bad}: {error}");
    }
    assert_eq!(ids(&db, &Thing::query().after(text.to_uppercase().parse().unwrap())).await, "b");
}

async fn edges_of_pages(db: Database) {
    let db = store(&db, ["a", "b", "c", "d"].map(thing)).await;
    let page = Thing::query().limit(4).page(&db).await.unwrap();
    assert_eq!((page.rows.len(), page.next), (4, None));
    assert_eq!(Thing::query().page(&db).await.unwrap().next, None);
    assert!(Thing::query().limit(0).page(&db).await.unwrap_err().is_invalid());
    assert_eq!(Thing::query().limit(u64::MAX).page(&db).await.unwrap().rows.len(), 4);
    let page = Thing::query().offset(1).limit(1).page(&db).await.unwrap();
    assert_eq!(page.rows[0].id, "b");
    assert_eq!(ids(&db, &Thing::query().after(page.next.unwrap())).await, "cd");
    assert_eq!(ids(&db, &Thing::query().offset(3)).await, "d");
    let empty = Thing::query().filter(Thing::ID.eq("x")).limit(1).page(&db).await.unwrap();
    assert_eq!((empty.rows.len(), empty.next), (0, None));
}
