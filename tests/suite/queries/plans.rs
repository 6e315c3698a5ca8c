//! The SQL of a query is visible, and indexes serve it.

use gundb::prelude::*;
use gundb::view::{Filter, Query};
use gundb_tests::backend::{Backend, Database};

use super::things::{Thing, multiply, store, thing};

gundb_tests::scenarios! { indexes_serve, the_sql_is_visible }

/// Fails unless the plan searches an index (that of the key, or of a column) by a condition or its
/// order.
async fn assert_indexed(db: &Gundb, backend: Backend, query: &Query<Thing>) {
    let explained = query.explain(db).await.unwrap();
    let plan = explained.plan.join("\n");
    let (index, scan) = match backend {
        // `SEARCH` starts at an entry of the index; `SCAN … USING INDEX` walks it in order.
        Backend::Sqlite => ("USING INDEX", "SCAN things\n"),
        Backend::Postgres => ("Index", "Seq Scan"),
    };
    assert!(plan.contains(index) && !format!("{plan}\n").contains(scan), "{explained}");
}

/// Fails unless the plan starts at the right entry of the index.
async fn assert_searched(db: &Gundb, backend: Backend, query: &Query<Thing>) {
    assert_indexed(db, backend, query).await;
    let explained = query.explain(db).await.unwrap();
    let condition = match backend {
        Backend::Sqlite => "SEARCH things",
        Backend::Postgres => "Index Cond",
    };
    assert!(explained.plan.join("\n").contains(condition), "{explained}");
}

async fn indexes_serve(db: Database) {
    let backend = db.backend();
    let things = store(&db, [thing("x")]).await;
    multiply(&db, 20_000).await;
    let all = Thing::query;
    let (id, amount, name) = (Thing::ID, Thing::AMOUNT, Thing::NAME);
    for filter in [
        id.eq("000007"),
        id.is_in(["000007", "000008"]),
        id.starts_with("00000"),
        id.between("000007", "000020"),
        amount.eq(7),
        amount.is_in([7, 8, 9]),
        amount.gt(19_990),
        amount.between(7, 20),
        amount.eq(7) & Thing::READY.eq(false),
        amount.eq(7) | amount.eq(8),
        name.eq("n000007"),
        name.starts_with("n00000"),
        name.like("n00000%"),
        name.like("n000007"),
        Thing::NOTE.eq("000007"),
        Filter::raw("amount = ?", [7]),
    ] {
        assert_searched(&things, backend, &all().filter(filter)).await;
    }
    for query in [
        all().limit(10),
        all().order_by(id.desc()).limit(10),
        all().order_by(amount.asc()).limit(10),
        all().order_by(amount.desc()).limit(10),
    ] {
        assert_indexed(&things, backend, &query).await;
        // Deep inside: the cursor finds its row by the index, and counts no rows before it.
        let deep = query.clone().offset(10_000).page(&things).await.unwrap().next.unwrap();
        assert_searched(&things, backend, &query.after(deep)).await;
    }
    let mixed =
        all().order_by(name.desc()).order_by(amount.asc()).order_by(Thing::RANK.desc()).limit(10);
    let deep = mixed.clone().offset(19_000).page(&things).await.unwrap().next.unwrap();
    assert_searched(&things, backend, &mixed.after(deep)).await;
}

async fn the_sql_is_visible(db: Database) {
    let backend = db.backend();
    let things = store(&db, [thing("x")]).await;
    let query = Thing::query()
        .filter(Thing::AMOUNT.gt(1) | Thing::NAME.is_in(["a", "b'"]))
        .filter(!Filter::raw("rank = ? -- why\n", [7]))
        .order_by(Thing::RANK.desc())
        .limit(3);
    let sql = query.to_sql(&things).unwrap();
    let (_, rest) = sql.text.split_once(" FROM ").unwrap();
    let expected = match backend {
        Backend::Sqlite => {
            r#""things" WHERE ("things"."amount" > ? OR "things"."name" IN (?, ?)) AND NOT ((rank = ?  
)) ORDER BY "things"."rank" DESC NULLS LAST, "things"."id" ASC LIMIT 3"#
        }
        Backend::Postgres => {
            r#""things" WHERE ("things"."amount" > CAST($1 AS int8) OR "things"."name" IN (CAST($2 AS text), CAST($3 AS text))) AND NOT ((rank = CAST($4 AS int8)  
)) ORDER BY "things"."rank" DESC NULLS LAST, "things"."id" ASC LIMIT 3"#
        }
    };
    assert_eq!(rest, expected);
    assert_eq!(sql.values.len(), 4);
    assert!(sql.to_string().contains("\n  1: 1") && sql.to_string().contains("2: 'a'"), "{sql}");
    let explained = query.explain(&things).await.unwrap();
    assert_eq!(explained.sql, sql);
    assert!(!explained.plan.is_empty() && explained.to_string().contains(&explained.plan[0]));
}
