//! Cursors and tokens, which come back from browsers.

use gundb::Gundb;
use gundb::model::Hash;
use gundb::prelude::*;
use gundb::view::{Cursor, Query};
use gundb_tests::backend::Backend;
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::mutation::{scalar, text_near, tree};
use super::{play, text_of};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A cursor with the right mark, and these cells.
fn forged(origin: &[u8], cells: &str) -> String {
    let bytes = [origin, cells.as_bytes()].concat();
    format!("{}{}", hex(&Hash::of(&bytes).as_bytes()[..8]), hex(&bytes))
}

/// A cell as cursors write it, or something like it.
fn cell() -> impl Strategy<Value = Value> {
    let kinds = ["real", "time", "date", "decimal", "uuid", "bytes", "json"];
    let tagged = (prop::sample::select(kinds.to_vec()), scalar())
        .prop_map(|(kind, value)| json!({ kind: value }));
    let good = prop::sample::select(vec![
        json!("a"),
        json!(5),
        json!(true),
        json!({"real": 4609434218613702656_u64}),
        json!({"real": u64::MAX}),
        json!({"time": "2026-03-01T09:00:00.000000Z"}),
        json!({"decimal": "-1.5"}),
        json!({"json": "[1]"}),
        json!({"json": "[1"}),
        json!({"bytes": "00ff"}),
        json!({"date": "2026-03-01"}),
    ]);
    prop_oneof![4 => good, 2 => scalar(), 2 => tagged, 1 => tree()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn tokens(text in prop_oneof![
        "[0-9a-f]{0,200}",
        ".{0,80}",
        text_near(format!("{:016x}{:016x}{:032x}", 7, 1, 5)),
        text_near(format!("{:016x}{:016x}{:032x}{:016x}{:016x}{:032x}", 7, 1, 5, 8, 1, 5)),
    ]) {
        match text.parse::<Token>() {
            Ok(token) => prop_assert_eq!(token.to_string(), text.to_lowercase()),
            Err(error) => prop_assert!(error.is_invalid()),
        }
    }

    #[test]
    fn cursors_as_text(text in prop_oneof![
        ".{0,60}",
        "[0-9a-f]{0,120}",
        vec(cell(), 0..4).prop_map(|cells| forged(&[7; 8], &Value::from(cells).to_string())),
        (vec(any::<u8>(), 0..8), ".{0,20}").prop_map(|(origin, cells)| forged(&origin, &cells)),
    ]) {
        match text.parse::<Cursor>() {
            Ok(cursor) => prop_assert_eq!(cursor.to_string().parse::<Cursor>().map_err(|error| text_of(&error)), Ok(cursor)),
            Err(error) => prop_assert!(error.is_invalid()),
        }
    }
}

#[derive(Event)]
#[event(stream = "item")]
enum ItemEvent {
    Noted { text: Option<String>, whole: i64, real: f64, at: Timestamp, price: gundb::Decimal },
}

#[derive(View)]
#[view(table = "items", event = ItemEvent)]
struct Item {
    #[view(key)]
    id: String,
    #[view(set(Noted.text))]
    text: Option<String>,
    #[view(set(Noted.whole))]
    whole: i64,
    #[view(set(Noted.real))]
    real: f64,
    #[view(set(Noted.at))]
    at: Timestamp,
    #[view(set(Noted.price))]
    price: gundb::Decimal,
}

fn queries() -> [Query<Item>; 5] {
    let by = |order| Item::query().order_by(order).limit(1);
    [
        by(Item::TEXT.desc()),
        by(Item::WHOLE.asc()),
        by(Item::REAL.desc()),
        by(Item::AT.asc()),
        by(Item::PRICE.asc()),
    ]
}

/// A forged cursor gives rows or an error; it harms only the query that it comes with.
fn forged_cursors(backend: Backend, cases: u32) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (database, db, origins) = runtime.block_on(async {
        let database = backend.fresh().await;
        let db = Gundb::builder().view::<Item>().open(database.url()).await.expect("it opens");
        for (key, number) in [("a", 1), ("b", 2), ("c", 3)] {
            let (at, real) =
                (Timestamp::from_second(number).expect("in range"), number as f64 / 3.0);
            let noted =
                ItemEvent::Noted { text: None, whole: number, real, at, price: number.into() };
            db.append(key, Expect::New, [noted]).await.expect("it is stored");
        }
        let mut origins = Vec::new();
        for query in queries() {
            let next = query
                .page(&db)
                .await
                .expect("there are rows")
                .next
                .expect("there are more")
                .to_string();
            let digits = next.as_bytes()[16..32]
                .chunks(2)
                .map(|pair| std::str::from_utf8(pair).expect("hex"));
            origins.push(
                digits.map(|pair| u8::from_str_radix(pair, 16).expect("hex")).collect::<Vec<_>>(),
            );
        }
        (database, db, origins)
    });
    let (db, origins) = (&db, &origins);
    play(file!(), cases, &(0..5_usize, vec(cell(), 0..4)), |(which, cells)| async move {
        let text = forged(&origins[which], &Value::from(cells).to_string());
        let Ok(cursor) = text.parse::<Cursor>() else { return Ok(()) };
        match queries()[which].clone().after(cursor).page(db).await {
            Ok(page) => prop_assert!(page.rows.len() <= 1),
            Err(error) => prop_assert!(error.is_invalid(), "{}", text_of(&error)),
        }
        Ok(())
    });
    drop(database);
}

#[test]
fn forged_cursors_sqlite() {
    forged_cursors(Backend::Sqlite, 400);
}

#[test]
fn forged_cursors_postgres() {
    forged_cursors(Backend::Postgres, 400);
}
