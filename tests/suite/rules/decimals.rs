//! Decimals: exact sums in any order, and texts that come back as they were written.

use gundb::Decimal;
use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource};
use gundb::store::ContradictionKind;
use gundb::transport::sync;
use gundb_tests::backend::Database;
use gundb_tests::foreign::ForeignWriter;
use gundb_tests::sql::Sql;

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! {
    money_keeps_its_scale, a_sum_beyond_28_digits_is_rounded_and_listed, a_decimal_of_29_digits_is_refused_or_skipped,
    equal_decimals_are_one_row_and_one_unique_value, equal_decimals_show_the_longer_text_on_every_node,
}

#[derive(Clone, Debug, Event)]
#[event(stream = "till")]
enum TillEvent {
    Paid { amount: Decimal },
    Refunded { amount: Decimal },
    Tipped { whole: i64 },
}

use TillEvent::{Paid, Refunded, Tipped};

#[derive(Debug, PartialEq, View)]
#[view(table = "tills", event = TillEvent)]
struct Till {
    #[view(key)]
    id: String,
    #[view(add(Paid.amount, Tipped.whole), sub(Refunded.amount), default = "0.00")]
    balance: Decimal,
    #[view(set(Paid.amount), index)]
    last: Option<Decimal>,
    #[view(min(Paid.amount))]
    least: Option<Decimal>,
    #[view(max(Paid.amount))]
    most: Option<Decimal>,
    #[view(first(Refunded.amount), unique)]
    receipt: Option<Decimal>,
}

/// How many were paid of each amount, over all tills.
#[derive(Debug, PartialEq, View)]
#[view(table = "amounts", event = TillEvent, key(Paid.amount))]
struct Amount {
    #[view(key)]
    amount: Decimal,
    #[view(count(Paid))]
    times: i64,
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn paid(text: &str) -> TillEvent {
    Paid { amount: decimal(text) }
}

fn refunded(text: &str) -> TillEvent {
    Refunded { amount: decimal(text) }
}

fn texts(row: &Till) -> [String; 4] {
    let text =
        |cell: Option<Decimal>| cell.map_or_else(|| "NULL".to_owned(), |cell| cell.to_string());
    [row.balance.to_string(), text(row.last), text(row.least), text(row.most)]
}

async fn money_keeps_its_scale(db: Database) {
    let url = db.url().to_owned();
    let db = open::<Till>(&db).await;
    db.append(
        "a",
        Expect::New,
        [paid("0.10"), paid("0.20"), refunded("0.30"), Tipped { whole: 2 }],
    )
    .await
    .unwrap();
    assert_eq!(texts(&row(&db, "a").await), ["2.00", "0.20", "0.10", "0.20"]);
    db.append("a", Expect::Any, [paid("0.100"), paid("0.2")]).await.unwrap();
    assert_eq!(texts(&row(&db, "a").await), ["2.300", "0.2", "0.100", "0.20"]);
    db.append("b", Expect::Any, [Tipped { whole: 0 }]).await.unwrap();
    assert_eq!(row::<Till>(&db, "b").await.balance.to_string(), "0.00");
    let table = Sql::connect(&url).await.unwrap();
    let cells = table
        .query("SELECT CAST(balance AS TEXT), CAST(least AS TEXT) FROM tills WHERE id = 'a'")
        .await
        .unwrap();
    assert_eq!(cells[0], [Some("2.300".to_owned()), Some("0.100".to_owned())]);
    let found = Till::query().filter(Till::LAST.eq(decimal("0.2000"))).all(&db).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_sound(&db).await;
}

async fn a_sum_beyond_28_digits_is_rounded_and_listed(db: Database) {
    let other = db.backend().fresh().await;
    let (here, there) = (open::<Till>(&db).await, open::<Till>(&other).await);
    let greatest = "9999999999999999999999999999";
    here.append("a", Expect::Any, [paid(greatest), paid("0.5")]).await.unwrap();
    there.append("a", Expect::Any, [paid(greatest), refunded("0.005")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        assert_eq!(texts(&row(node, "a").await)[0], greatest);
        let listed = node.contradictions().await.unwrap();
        assert_eq!(
            (listed.len(), listed[0].kind, listed[0].column.as_deref()),
            (1, ContradictionKind::Rounded, Some("balance"))
        );
        assert_sound(node).await;
    }
    there.append("a", Expect::Any, [refunded(greatest)]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        // The exact sum is 9999999999999999999999999999.495, rounded half to even.
        assert_eq!(texts(&row(node, "a").await)[0], greatest);
        assert_eq!(node.contradictions().await.unwrap().len(), 1);
    }
    here.append("a", Expect::Any, [refunded("9999999999999999999999999990")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        assert_eq!(texts(&row(node, "a").await)[0], "9.495");
        assert!(node.contradictions().await.unwrap().is_empty());
        assert_sound(node).await;
    }
    assert_eq!(here.verify().await.unwrap().views, there.verify().await.unwrap().views);
}

async fn a_decimal_of_29_digits_is_refused_or_skipped(db: Database) {
    let db = open::<Till>(&db).await;
    for text in [
        "79228162514264337593543950335",
        "10000000000000000000000000000",
        "1.0000000000000000000000000000",
    ] {
        let error = db.append("a", Expect::Any, [paid(text)]).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains("up to 28 digits"), "{error}");
    }
    let mut writer = ForeignWriter::new(5, db.space());
    writer.write(|record| {
        record.stream = Some(("till".to_owned(), "a".to_owned()));
        record.event_type = Some("till.paid".to_owned());
        record.payload = Some(r#"{"amount":"79228162514264337593543950335"}"#.to_owned());
    });
    assert_eq!(db.receive(vec![writer.run()]).await.unwrap().new, 1);
    db.append("a", Expect::Any, [paid("1.5")]).await.unwrap();
    assert_eq!(texts(&row(&db, "a").await)[0], "1.50");
    let report = db.verify().await.unwrap();
    assert!(report.is_sound() && report.views[0].skipped == 1, "{report:#?}");
}

async fn equal_decimals_are_one_row_and_one_unique_value(db: Database) {
    let db = Gundb::builder().view::<Till>().view::<Amount>().open(db.url()).await.unwrap();
    db.append("a", Expect::Any, [paid("2.0"), paid("-0.5"), paid("10")]).await.unwrap();
    db.append("b", Expect::Any, [paid("2.00"), paid("2")]).await.unwrap();
    for text in ["2", "2.0", "2.000"] {
        let row = db.get::<Amount>(decimal(text)).await.unwrap().unwrap();
        assert_eq!((row.amount.to_string().as_str(), row.times), ("2", 3));
    }
    let rows = Amount::query().order_by(Amount::AMOUNT.asc()).all(&db).await.unwrap();
    assert_eq!(
        rows.iter().map(|row| row.amount.to_string()).collect::<Vec<_>>(),
        ["-0.5", "2", "10"]
    );
    db.append("a", Expect::Any, [refunded("7.10")]).await.unwrap();
    let error = db.append("b", Expect::Any, [refunded("7.1")]).await.unwrap_err();
    assert!(error.to_string().contains("the column is unique"), "{error}");
    assert_sound(&db).await;
}

async fn equal_decimals_show_the_longer_text_on_every_node(db: Database) {
    let other = db.backend().fresh().await;
    let (here, there) = (open::<Till>(&db).await, open::<Till>(&other).await);
    here.append("a", Expect::Any, [paid("2.0")]).await.unwrap();
    there.append("a", Expect::Any, [paid("2.00")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        let [balance, _, least, most] = texts(&row(node, "a").await);
        assert_eq!((balance.as_str(), least.as_str(), most.as_str()), ("4.00", "2.00", "2.00"));
        assert_sound(node).await;
    }
    assert_eq!(here.verify().await.unwrap().views, there.verify().await.unwrap().views);
}
