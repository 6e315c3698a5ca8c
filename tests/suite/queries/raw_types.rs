//! Raw SQL with binds and cells of every column type.

use std::collections::BTreeSet;

use gundb::prelude::*;
use gundb::view::Filter;
use gundb::{Bytes, Decimal, Json};
use gundb_tests::backend::{Backend, Database};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use uuid::Uuid;

use super::wares::{Ware, decimal, store, ware};

gundb_tests::scenarios! {
    every_cell_comes_back, every_bind_finds_its_row, a_bound_decimal_is_compared_as_a_number,
    decimals_are_sorted_by_plain_sql, texts_of_every_type_are_read, decimals_of_the_database_are_exact,
}

fn special() -> Ware {
    Ware {
        id: "x".into(),
        price: decimal("-7922816251426433759354395.335"),
        discount: Some(decimal("0.0000000000000000000000000001")),
        code: "0123abcd-0000-4000-8000-00000000000f".parse().unwrap(),
        seal: vec![0, 255, 0x5c, b'?'].into(),
        made: "2024-02-29T12:00:00.000001Z".parse().unwrap(),
        day: date(2024, 2, 29),
        tags: vec!["é?".into(), "'".into()],
    }
}

async fn every_cell_comes_back(db: Database) {
    let there = special();
    let db = store(&db, [there.clone()]).await;
    let row = db.sql("SELECT * FROM wares").rows().await.unwrap().remove(0);
    assert_eq!(row.get::<Decimal>("price").unwrap(), there.price);
    assert_eq!(row.get::<Option<Decimal>>("discount").unwrap(), there.discount);
    assert_eq!(row.get::<Uuid>("code").unwrap(), there.code);
    assert_eq!(row.get::<Bytes>("seal").unwrap(), there.seal);
    assert_eq!(row.get::<Timestamp>("made").unwrap(), there.made);
    assert_eq!(row.get::<Date>("day").unwrap(), there.day);
    assert_eq!(row.get::<Vec<String>>("tags").unwrap(), there.tags);
    assert_eq!(
        row.get::<Json<BTreeSet<String>>>("tags").unwrap().0,
        there.tags.into_iter().collect()
    );
    let tuple = "SELECT price, code, seal, made, day FROM wares";
    let tuple =
        db.sql(tuple).first::<(Decimal, Uuid, Bytes, Timestamp, Date)>().await.unwrap().unwrap();
    assert_eq!(tuple, (there.price, there.code, there.seal, there.made, there.day));
    for wrong in [row.get::<Decimal>("day").unwrap_err(), row.get::<Uuid>("id").unwrap_err()] {
        assert!(
            wrong.is_invalid() && wrong.to_string().contains("which can't be read as"),
            "{wrong}"
        );
    }
}

async fn every_bind_finds_its_row(db: Database) {
    let there = special();
    let db = store(&db, [there.clone(), ware("1")]).await;
    let filters = [
        Filter::raw("price = ?", [there.price]),
        Filter::raw("discount = ?", [there.discount]),
        Filter::raw("price IN (?, ?)", [there.price, decimal("77")]),
        Filter::raw(
            "price BETWEEN ? AND ?",
            [decimal("-7922816251426433759354396"), decimal("-2")],
        ),
        Filter::raw("code = ?", [there.code]),
        Filter::raw("seal = ?", [there.seal.clone()]),
        Filter::raw("made = ?", [there.made]),
        Filter::raw("day = ?", [there.day]),
        Filter::raw(
            "code = ? AND day > ? AND price < ?",
            (there.code, date(2024, 1, 31), decimal("0")),
        ),
    ];
    for filter in filters {
        let query = Ware::query().filter(filter);
        let found = query.all(&db).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&there), "{}", query.to_sql(&db).unwrap());
    }
    let sql =
        "SELECT id FROM wares WHERE code = ? AND seal = ? AND made = ? AND day = ? AND price = ?";
    let bound = db
        .sql(sql)
        .bind(there.code)
        .bind(there.seal)
        .bind(there.made)
        .bind(there.day)
        .bind(there.price);
    assert_eq!(bound.fetch::<(String,)>().await.unwrap(), [("x".to_owned(),)]);
    // What is bound comes back as it was.
    let sql = "SELECT ? AS d, ? AS u, ? AS b";
    let bound = db.sql(sql).bind(decimal("2.50")).bind(there.code).bind(true);
    assert_eq!(
        bound.fetch::<(Decimal, Uuid, bool)>().await.unwrap(),
        [(decimal("2.5"), there.code, true)]
    );
}

async fn a_bound_decimal_is_compared_as_a_number(db: Database) {
    let db = store(&db, ["1", "2", "10", "-1", "-2", "-10", "0.5"].map(ware)).await;
    for (condition, bind, expected) in [
        ("price >= ?", "2", vec!["10", "2"]),
        ("price >= ?", "1.50", vec!["10", "2"]),
        ("? <= price", "2", vec!["10", "2"]),
        ("price < ?", "-1", vec!["-10", "-2"]),
        ("price = ?", "0.500", vec!["0.5"]),
        ("price <> ?", "-1.0", vec!["-10", "-2", "0.5", "1", "10", "2"]),
        ("NOT (price > ?)", "-2", vec!["-10", "-2"]),
    ] {
        let filter = Filter::raw(condition, [decimal(bind)]);
        let mut found: Vec<_> = Ware::query()
            .filter(filter)
            .all(&db)
            .await
            .unwrap()
            .into_iter()
            .map(|ware| ware.id)
            .collect();
        found.sort();
        assert_eq!(found, expected, "{condition} with {bind}");
        let sql = format!("SELECT id FROM wares WHERE {condition}");
        let mut found = db.sql(sql).bind(decimal(bind)).fetch::<(String,)>().await.unwrap();
        found.sort();
        assert_eq!(
            found.into_iter().map(|(id,)| id).collect::<Vec<_>>(),
            expected,
            "{condition} with {bind}"
        );
    }
}

/// What docs/queries.md says that plain SQL writes.
async fn decimals_are_sorted_by_plain_sql(db: Database) {
    let column = match db.backend() {
        Backend::Sqlite => "gundb_sort_price",
        Backend::Postgres => "price",
    };
    let db = store(&db, ["1", "2", "10", "-1", "-2", "-10", "0.5"].map(ware)).await;
    let sql = format!("SELECT id FROM wares ORDER BY {column}");
    let found: Vec<_> =
        db.sql(sql).fetch::<(String,)>().await.unwrap().into_iter().map(|(id,)| id).collect();
    assert_eq!(found, ["-10", "-2", "-1", "0.5", "1", "2", "10"]);
}

async fn texts_of_every_type_are_read(db: Database) {
    let there = special();
    let db = store(&db, [there.clone()]).await;
    let row = db.sql("SELECT * FROM wares").rows().await.unwrap().remove(0);
    for (column, text) in [
        ("price", there.price.to_string()),
        ("code", there.code.to_string()),
        ("made", "2024-02-29T12:00:00.000001Z".to_owned()),
        ("day", "2024-02-29".to_owned()),
        ("tags", r#"["é?","'"]"#.to_owned()),
    ] {
        assert_eq!(row.get::<String>(column).unwrap(), text, "{column}");
    }
}

async fn decimals_of_the_database_are_exact(db: Database) {
    let backend = db.backend();
    let db = store(&db, ["0.1", "0.2", "12345678901234567.89"].map(ware)).await;
    let row = db
        .sql("SELECT price AS p FROM wares WHERE id = '12345678901234567.89'")
        .rows()
        .await
        .unwrap();
    assert_eq!(row[0].get::<Decimal>("p").unwrap(), decimal("12345678901234567.89"));
    // A whole number is a decimal, too, and a decimal a double that is near it.
    let row = db.sql("SELECT COUNT(*) AS n, avg(length(id)) AS a FROM wares").rows().await.unwrap();
    assert_eq!(row[0].get::<Decimal>("n").unwrap(), decimal("3"));
    assert_eq!(row[0].get::<f64>("a").unwrap(), 26.0 / 3.0);
    if backend == Backend::Postgres {
        let sum = db.sql("SELECT sum(price) AS s FROM wares").rows().await.unwrap();
        assert_eq!(sum[0].get::<Decimal>("s").unwrap(), decimal("12345678901234568.19"));
    }
}
