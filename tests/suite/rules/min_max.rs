//! `min` and `max`.

use gundb::Decimal;
use gundb::prelude::*;
use gundb_tests::backend::Database;
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { the_least_and_the_greatest_stay, null_is_skipped, an_untouched_minimum_is_zero_or_null }

#[derive(Event)]
#[event(stream = "sensor")]
enum SensorEvent {
    Measured {
        celsius: f64,
        level: Option<i32>,
        price: Decimal,
        name: String,
        at: Timestamp,
        day: Date,
    },
    Calibrated {
        celsius: f64,
    },
}

#[derive(Debug, PartialEq, View)]
#[view(table = "sensors", event = SensorEvent)]
struct SensorRow {
    #[view(key)]
    id: String,
    #[view(min(Measured.celsius, Calibrated.celsius))]
    coldest: Option<f64>,
    #[view(max(Measured.celsius))]
    hottest: f64,
    #[view(min(Measured.level))]
    lowest: Option<i64>,
    #[view(max(Measured.level))]
    highest: Option<Decimal>,
    #[view(min(Measured.price))]
    cheapest: Option<Decimal>,
    #[view(max(Measured.name))]
    last_name: String,
    #[view(min(Measured.at))]
    earliest: Option<Timestamp>,
    #[view(max(Measured.day))]
    latest: Date,
}

fn measured(celsius: f64, level: Option<i32>, price: &str, name: &str, second: i64) -> SensorEvent {
    let at = Timestamp::from_second(second).unwrap();
    let day = date(2024, 1, 1).checked_add(jiff::Span::new().days(second)).unwrap();
    SensorEvent::Measured {
        celsius,
        level,
        price: price.parse().unwrap(),
        name: name.into(),
        at,
        day,
    }
}

async fn the_least_and_the_greatest_stay(db: Database) {
    let db = open::<SensorRow>(&db).await;
    let events = [
        measured(1.5, Some(7), "10.50", "b", 5),
        measured(-2.5, Some(-7), "9.99", "é", 3),
        measured(0.0, Some(0), "-100", "Z", 9),
        SensorEvent::Calibrated { celsius: -300.0 },
    ];
    db.append("a", Expect::New, events).await.unwrap();
    let expected = SensorRow {
        id: "a".into(),
        coldest: Some(-300.0),
        hottest: 1.5,
        lowest: Some(-7),
        highest: Some(7.into()),
        cheapest: Some((-100).into()),
        last_name: "é".into(),
        earliest: Some(Timestamp::from_second(3).unwrap()),
        latest: date(2024, 1, 10),
    };
    assert_eq!(row::<SensorRow>(&db, "a").await, expected);
    assert_sound(&db).await;
}

async fn null_is_skipped(db: Database) {
    let db = open::<SensorRow>(&db).await;
    let events = [
        measured(0.0, None, "1", "", 1),
        measured(0.0, Some(3), "1", "", 1),
        measured(0.0, None, "1", "", 1),
    ];
    db.append("a", Expect::New, events).await.unwrap();
    assert_eq!(row::<SensorRow>(&db, "a").await.lowest, Some(3));
    assert_sound(&db).await;
}

async fn an_untouched_minimum_is_zero_or_null(db: Database) {
    let db = open::<SensorRow>(&db).await;
    db.append("a", Expect::New, [SensorEvent::Calibrated { celsius: 3.0 }]).await.unwrap();
    let row = row::<SensorRow>(&db, "a").await;
    assert_eq!(
        (row.coldest, row.hottest, row.lowest, row.latest),
        (Some(3.0), 0.0, None, date(1970, 1, 1))
    );
    assert_sound(&db).await;
}
