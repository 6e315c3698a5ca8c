//! A program whose types changed opens a database with stored payloads: what its types still read
//! is taken, and what they don't is refused at `open`, before anything fails later.

use gundb::prelude::*;
use gundb::store::Read;
use gundb::{Error, Gundb};
use gundb_tests::backend::Database;
use serde::{Deserialize, Serialize};

gundb_tests::scenarios! {
    what_a_changed_type_reads_is_taken, other_types_of_the_same_json_are_read, what_a_changed_type_does_not_read_is_refused_at_open, a_raised_version_means_another_shape_of_older_events,
    a_removed_alias_is_refused, an_append_compares_its_type_too,
}

/// The program that wrote what is stored.
mod before {
    use gundb::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Field, Serialize, Deserialize)]
    pub(super) enum Status {
        Open,
        Shut,
    }

    #[derive(Clone, Debug, PartialEq, Field, Serialize, Deserialize)]
    pub(super) struct Address {
        pub(super) city: String,
        pub(super) zip: Option<String>,
    }

    #[derive(Clone, Debug, PartialEq, Event)]
    #[event(stream = "shop")]
    pub(super) struct Opened {
        pub(super) name: String,
        pub(super) seats: i32,
        pub(super) note: Option<String>,
        pub(super) status: Status,
        pub(super) addresses: Vec<Address>,
        pub(super) day: jiff::civil::Date,
    }
}

fn opened() -> before::Opened {
    before::Opened {
        name: "Inn".into(),
        seats: -7,
        note: None,
        status: before::Status::Shut,
        addresses: vec![before::Address { city: "Oslo".into(), zip: None }],
        day: jiff::civil::date(2026, 3, 1),
    }
}

async fn write(database: &Database) {
    let db = Gundb::open(database.url()).await.unwrap();
    db.append("a", Expect::New, [opened()]).await.unwrap();
    db.close().await;
}

/// Opens the database with a type of today, and reads what is stored as that type.
async fn read<E: Event>(database: &Database) -> Result<E, Error> {
    let db = Gundb::builder().events::<E>().open(database.url()).await?;
    let mut events = db.read(Read::stream(StreamRef::new("shop", "a"))).await?;
    let event = events.next().await?.expect("one is stored");
    Ok(event.decode::<E>()?.expect("it is its event type"))
}

#[derive(Debug, PartialEq, Field, Serialize, Deserialize)]
enum Status {
    #[serde(alias = "Open")]
    Started,
    Shut,
    New,
}

#[derive(Debug, PartialEq, Field, Serialize, Deserialize)]
struct Place {
    #[serde(alias = "city")]
    town: String,
    #[serde(default)]
    country: String,
}

#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct Wider {
    #[serde(alias = "name")]
    title: Option<String>,
    seats: i64,
    note: Option<String>,
    status: Status,
    addresses: Vec<Place>,
    day: String,
    #[serde(default)]
    stars: u8,
    owner: Option<String>,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct Fewer {
    seats: f64,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct Anything {
    addresses: serde_json::Value,
    status: String,
    seats: gundb::Decimal,
}

async fn what_a_changed_type_reads_is_taken(database: Database) {
    write(&database).await;
    let wider = read::<Wider>(&database).await.unwrap();
    assert_eq!(
        (wider.title.as_deref(), wider.seats, wider.day.as_str()),
        (Some("Inn"), -7, "2026-03-01")
    );
    assert_eq!((wider.status, wider.stars, wider.owner), (Status::Shut, 0, None));
    assert_eq!(wider.addresses, [Place { town: "Oslo".into(), country: String::new() }]);
    // Now the database has two shapes, and each type reads both.
    assert_eq!(read::<before::Opened>(&database).await.unwrap(), opened());
}

async fn other_types_of_the_same_json_are_read(database: Database) {
    write(&database).await;
    assert_eq!(read::<Anything>(&database).await.unwrap().seats, (-7).into());
}

#[derive(Debug, PartialEq, Field, Serialize, Deserialize)]
enum Renamed {
    Started,
    Shut,
}

#[derive(Debug, PartialEq, Field, Serialize, Deserialize)]
#[allow(dead_code)]
struct Moved {
    city: String,
    country: String,
}

#[derive(Debug, PartialEq, Field, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    city: String,
}

#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct NewField {
    name: String,
    email: String,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct RenamedField {
    title: String,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct RenamedVariant {
    status: Renamed,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct Narrower {
    seats: i16,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct Unsigned {
    seats: u64,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct OtherType {
    name: i64,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct NotNull {
    note: String,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct Nested {
    addresses: Vec<Moved>,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct NestedStrict {
    addresses: Vec<Strict>,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Denied {
    name: String,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct OneForTwo {
    #[serde(alias = "note")]
    name: Option<String>,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct NoList {
    addresses: Moved,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct NoDate {
    name: jiff::civil::Date,
}

async fn refused<E: Event + std::fmt::Debug>(database: &Database, parts: &[&str]) {
    let error = read::<E>(database).await.unwrap_err();
    let text = error.to_string();
    assert!(error.is_definition(), "{text}");
    for part in parts.iter().chain(&["shop.opened", "version = 2"]) {
        assert!(text.contains(part), "{part} is not in: {text}");
    }
}

async fn what_a_changed_type_does_not_read_is_refused_at_open(database: Database) {
    write(&database).await;
    refused::<NewField>(&database, &["`email`", "#[serde(default)]"]).await;
    refused::<RenamedField>(&database, &["`title`", "#[serde(alias = \"name\")]"]).await;
    refused::<RenamedVariant>(&database, &["`status`", "\"Open\"", "#[serde(alias = \"Open\")]"])
        .await;
    refused::<Narrower>(
        &database,
        &["`seats`", "from -2147483648 to 2147483647", "from -32768 to 32767"],
    )
    .await;
    refused::<Unsigned>(&database, &["`seats`"]).await;
    refused::<OtherType>(&database, &["`name`", "is a string in what is stored"]).await;
    refused::<NotNull>(&database, &["`note`", "may be missing", "`Option`"]).await;
    refused::<Nested>(&database, &["`addresses.country`", "#[serde(default)]"]).await;
    refused::<NestedStrict>(&database, &["`addresses.zip`", "deny_unknown_fields"]).await;
    refused::<Denied>(&database, &["deny_unknown_fields", "keep the field"]).await;
    refused::<OneForTwo>(&database, &["`name`", "`note`", "remove one of its aliases"]).await;
    refused::<NoList>(&database, &["`addresses`", "is a list in what is stored", "an object"])
        .await;
    refused::<NoDate>(&database, &["`name`", "a string"]).await;
    // Nothing of that was taken: the program that wrote it continues, and a type that reads less is
    // fine.
    let db = Gundb::builder().events::<before::Opened>().open(database.url()).await.unwrap();
    db.append("b", Expect::New, [opened()]).await.unwrap();
    assert_eq!(db.model().await.unwrap().streams[0].events.len(), 1);
    assert_eq!(read::<Fewer>(&database).await.unwrap().seats, -7.0);
}

#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened", version = 2)]
#[allow(dead_code)]
struct Second {
    name: String,
    email: String,
}

#[derive(Default, Stream)]
#[stream(name = "shop", event = Second)]
struct Shop {
    email: String,
}

impl gundb::Apply<Second> for Shop {
    fn apply(&mut self, event: Second) {
        self.email = event.email;
    }
}

/// Raising the version says that older events are another shape. Reading one is an error of the
/// definition, not of the database.
async fn a_raised_version_means_another_shape_of_older_events(database: Database) {
    write(&database).await;
    let db = Gundb::builder().events::<Second>().open(database.url()).await.unwrap();
    let second = Second { name: "Bar".into(), email: "b@x.org".into() };
    db.append("b", Expect::New, [second]).await.unwrap();
    assert_eq!(db.load::<Shop>("b").await.unwrap().state.email, "b@x.org");
    let error = db.load::<Shop>("a").await.map(|_| ()).unwrap_err();
    let text = error.to_string();
    assert!(error.is_definition() && !error.is_corrupt(), "{text}");
    for part in ["shop.opened", "email", "#[serde(default)]", "alias"] {
        assert!(text.contains(part), "{text}");
    }
    assert!(read::<before::Opened>(&database).await.is_ok());
}

#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct WithAlias {
    #[serde(alias = "name")]
    title: String,
}
#[derive(Debug, PartialEq, Event)]
#[event(stream = "shop", name = "opened")]
#[allow(dead_code)]
struct WithoutAlias {
    title: String,
}

/// The shape itself is known then: what is compared is what the type reads.
async fn a_removed_alias_is_refused(database: Database) {
    write(&database).await;
    assert_eq!(read::<WithAlias>(&database).await.unwrap().title, "Inn");
    refused::<WithoutAlias>(&database, &["`title`", "#[serde(alias = \"name\")]"]).await;
}

async fn an_append_compares_its_type_too(database: Database) {
    write(&database).await;
    let db = Gundb::open(database.url()).await.unwrap();
    let event = NewField { name: "Bar".into(), email: "b@x.org".into() };
    let error = db.append("b", Expect::New, [event]).await.unwrap_err();
    assert!(error.is_definition() && error.to_string().contains("`email`"), "{error}");
    assert!(db.append("b", Expect::New, [opened()]).await.is_ok());
}
