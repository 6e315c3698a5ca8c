//! Fields of structs in structs, and of the struct that a variant is around.

use gundb::prelude::*;
use gundb_tests::backend::Database;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { rules_reach_into_structs, null_on_the_way_is_null, keys_reach_into_structs }

#[derive(Field, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    city_name: String,
    geo: Option<Box<Geo>>,
}

#[derive(Field, Serialize, Deserialize)]
struct Geo {
    #[serde(rename = "lat.itude")]
    latitude: f64,
    floor: i64,
}

#[derive(Field, Serialize, Deserialize)]
struct Opening {
    owner: String,
    address: Option<Address>,
    at: Timestamp,
}

#[derive(Event)]
#[event(stream = "shop")]
enum ShopEvent {
    Opened(Opening),
    Moved { address: Option<Box<Address>> },
}

#[derive(Debug, PartialEq, View)]
#[view(table = "shops", event = ShopEvent)]
struct ShopRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.0.owner))]
    owner: String,
    #[view(set(Opened.0.address.city_name, Moved.address.city_name))]
    city: Option<String>,
    #[view(first(Opened.0.address.city_name, Moved.address.city_name))]
    first_city: String,
    #[view(max(Moved.address.geo.latitude))]
    northmost: Option<f64>,
    #[view(add(Moved.address.geo.floor))]
    floors: i64,
    #[view(insert(Moved.address.city_name))]
    cities: Vec<String>,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "cities", event = ShopEvent)]
struct CityRow {
    #[view(key(Opened.0.address.city_name))]
    city: String,
    #[view(key(day(Opened.0.at)))]
    day: Date,
    #[view(count(Opened))]
    shops: i64,
}

fn address(city: &str, geo: Option<(f64, i64)>) -> Address {
    let geo = geo.map(|(latitude, floor)| Box::new(Geo { latitude, floor }));
    Address { city_name: city.into(), geo }
}

fn opened(address: Option<Address>) -> ShopEvent {
    ShopEvent::Opened(Opening { owner: "Ann".into(), address, at: Timestamp::UNIX_EPOCH })
}

fn moved(address: Address) -> ShopEvent {
    ShopEvent::Moved { address: Some(Box::new(address)) }
}

async fn rules_reach_into_structs(db: Database) {
    let db = open::<ShopRow>(&db).await;
    let events = [
        opened(Some(address("Bonn", None))),
        moved(address("Kiel", Some((54.3, 2)))),
        moved(address("Ulm", Some((48.4, 3)))),
    ];
    db.append("a", Expect::New, events).await.unwrap();
    let row = row::<ShopRow>(&db, "a").await;
    assert_eq!(
        (row.owner.as_str(), row.city.as_deref(), row.first_city.as_str()),
        ("Ann", Some("Ulm"), "Bonn")
    );
    assert_eq!((row.northmost, row.floors), (Some(54.3), 5));
    assert_eq!(row.cities, ["Kiel", "Ulm"]);
    assert_sound(&db).await;
}

async fn null_on_the_way_is_null(db: Database) {
    let db = open::<ShopRow>(&db).await;
    db.append("a", Expect::New, [moved(address("Kiel", None)), ShopEvent::Moved { address: None }])
        .await
        .unwrap();
    let row = row::<ShopRow>(&db, "a").await;
    assert_eq!(
        (row.city, row.first_city.as_str(), row.northmost, row.floors),
        (None, "Kiel", None, 0)
    );
    assert_sound(&db).await;
}

async fn keys_reach_into_structs(db: Database) {
    let db = open::<CityRow>(&db).await;
    db.append("a", Expect::New, [opened(Some(address("Bonn", None))), opened(None)]).await.unwrap();
    db.append("b", Expect::New, [opened(Some(address("Bonn", None)))]).await.unwrap();
    let row = db.get::<CityRow>(("Bonn", date(1970, 1, 1))).await.unwrap().unwrap();
    assert_eq!(row.shops, 2);
    assert_eq!(CityRow::query().all(&db).await.unwrap().len(), 1);
    assert_sound(&db).await;
}
