//! Rows as a stream, one after the other.

use std::pin::Pin;

use gundb::prelude::*;
use gundb::view::{Filter, NamedQuery, STREAM_PAGE_ROWS};
use gundb_tests::backend::Database;

use super::things::{Thing, multiply, put, store, thing};

gundb_tests::scenarios! {
    a_hundred_thousand_rows_in_bounded_memory, a_stream_ends_where_the_query_ends, who_stops_early_is_in_nobodys_way,
    a_stream_reports_its_mistakes,
}

const ROWS: u64 = 100_000;

async fn a_hundred_thousand_rows_in_bounded_memory(db: Database) {
    let things = store(&db, [thing("x")]).await;
    multiply(&db, ROWS).await;
    let query = Thing::query().filter(Thing::ID.ne("x")).order_by(Thing::AMOUNT.desc());
    let mut rows = query.stream(&things);
    let (mut expected, mut most) = (i64::try_from(ROWS).unwrap(), 0);
    while let Some(row) = rows.next().await.unwrap() {
        assert_eq!(row.amount, expected);
        (expected, most) = (expected - 1, most.max(rows.buffered()));
    }
    assert_eq!(expected, 0);
    assert_eq!(most as u64, STREAM_PAGE_ROWS - 1);
    let mut rows = NamedQuery::new("things").stream(&things).await.unwrap();
    let mut count = 0;
    while rows.next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, ROWS + 1);
}

async fn a_stream_ends_where_the_query_ends(db: Database) {
    let rows = (0..1_203).map(|n| Thing { amount: n, ..thing(&format!("{n:04}")) });
    let db = store(&db, rows).await;
    for (query, expected) in [
        (Thing::query(), 1_203),
        (Thing::query().limit(501), 501),
        (Thing::query().limit(500), 500),
        (Thing::query().limit(0), 0),
        (Thing::query().offset(1_000), 203),
        (Thing::query().offset(3).limit(1_150), 1_150),
        (Thing::query().filter(Thing::AMOUNT.lt(1_000)), 1_000),
        (Thing::query().filter(Thing::AMOUNT.lt(0)), 0),
    ] {
        let (mut rows, mut ids) = (query.stream(&db), Vec::new());
        while let Some(row) = rows.next().await.unwrap() {
            ids.push(row.id);
        }
        let whole: Vec<_> = query.all(&db).await.unwrap().into_iter().map(|row| row.id).collect();
        assert_eq!((ids.len(), &ids), (expected, &whole));
        assert!(rows.next().await.unwrap().is_none());
    }
    let mut rows = NamedQuery::new("things").limit(1_100).offset(50).stream(&db).await.unwrap();
    let mut ids = Vec::new();
    while let Some(cells) = rows.next().await.unwrap() {
        ids.push(format!("{:?}", cells[0]));
    }
    assert_eq!(
        (ids.len(), ids[0].as_str(), ids[1_099].as_str()),
        (1_100, "Text(\"0050\")", "Text(\"1149\")")
    );
}

async fn who_stops_early_is_in_nobodys_way(db: Database) {
    let rows = (0..1_000).map(|n| thing(&format!("{n:04}")));
    let db = store(&db, rows).await;
    // Many more than there are connections, each in the middle of its rows, some in the middle of a
    // fetch.
    let mut stopped = Vec::new();
    for number in 0..50 {
        let mut rows = Thing::query().stream(&db);
        if number % 2 == 0 {
            rows.next().await.unwrap();
        } else {
            let mut next = Box::pin(rows.next());
            let _ = std::future::poll_fn(|context| {
                std::task::Poll::Ready(Pin::new(&mut next).poll(context))
            })
            .await;
        }
        stopped.push(rows);
    }
    put(&db, [thing("x")]).await;
    assert_eq!(Thing::query().count(&db).await.unwrap(), 1_001);
    // A stream that was stopped continues where it was.
    let mut rest = 0;
    while stopped[0].next().await.unwrap().is_some() {
        rest += 1;
    }
    assert_eq!(rest, 1_000);
    assert_eq!(stopped[1].next().await.unwrap().unwrap().id, "0000");
}

async fn a_stream_reports_its_mistakes(db: Database) {
    let db = store(&db, [thing("a")]).await;
    let mut rows = Thing::query().filter(Filter::raw("1 = ?", ())).stream(&db);
    assert!(rows.next().await.unwrap_err().is_invalid());
    assert!(rows.next().await.unwrap().is_none());
}
