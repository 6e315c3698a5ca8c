//! Rules read what is stored, code reads it through serde: where an alias or a default makes the
//! two differ, the view is refused.

use gundb::prelude::*;
use gundb::view::View;
use gundb_tests::backend::Database;

gundb_tests::scenarios! { a_rule_over_an_alias_is_refused, a_rule_over_a_default_is_refused, defaults_that_rules_share_are_fine }

#[derive(
    Debug,
    Default,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    Field,
)]
enum Channel {
    #[default]
    Web,
    #[serde(alias = "Desk")]
    Counter,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize, Field)]
enum Kind {
    #[default]
    Usual,
    Rare,
}

#[derive(Debug, Default, serde::Serialize, serde::Deserialize, Field)]
struct Address {
    #[serde(default)]
    city: String,
    #[serde(alias = "street")]
    road: Option<String>,
}

fn five() -> i64 {
    5
}

#[derive(Debug, Event)]
#[event(stream = "order")]
enum OrderEvent {
    Paid {
        #[serde(alias = "cents")]
        amount: i64,
        channel: Channel,
        channels: Vec<Channel>,
        to: Address,
    },
    Joined {
        #[serde(default = "five")]
        points: i64,
        #[serde(default)]
        zero: i64,
        #[serde(default)]
        channel: Channel,
        #[serde(default)]
        kind: Kind,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        to: Address,
    },
}

macro_rules! views {
    ($($name:ident: $column:ident: $type:ty = [$($rule:tt)+];)+) => {$(
        #[derive(Debug, View)]
        #[view(table = "orders", event = OrderEvent)]
        struct $name {
            #[view(key)]
            id: String,
            #[view($($rule)+)]
            $column: $type,
        }
    )+};
}

views! {
    Sum: sum: i64 = [add(Paid.amount)];
    LastChannel: last: Option<String> = [set(Paid.channel)];
    Channels: all: std::collections::BTreeSet<Channel> = [insert(Paid.channels)];
    Road: road: Option<String> = [set(Paid.to.road)];
    Points: points: i64 = [add(Joined.points)];
    LastZero: last: Option<i64> = [set(Joined.zero)];
    Least: least: Option<i64> = [min(Joined.zero)];
    City: city: Option<String> = [set(Joined.to.city)];
}

/// Rows of channels: an event without one would be in no row.
#[derive(Debug, View)]
#[view(table = "channels", event = OrderEvent)]
struct ByChannel {
    #[view(key(Joined.channel))]
    channel: String,
    #[view(count(Joined))]
    joined: i64,
}

async fn refused<V: View>(db: &Database, said: &[&str]) {
    let refused = Gundb::builder().view::<V>().open(db.url()).await.unwrap_err();
    assert!(refused.is_definition(), "{refused}");
    for part in said {
        assert!(refused.to_string().contains(part), "{refused} lacks {part}");
    }
}

async fn a_rule_over_an_alias_is_refused(db: Database) {
    let field = [
        "view `orders`, column `sum`",
        "`amount` of `order.paid`",
        "`cents`",
        "#[serde(rename = \"cents\")]",
    ];
    refused::<Sum>(&db, &field).await;
    refused::<LastChannel>(
        &db,
        &["`channel`", "\"Desk\"", "#[serde(rename = \"Desk\")] on the variant"],
    )
    .await;
    refused::<Channels>(&db, &["`channels`", "\"Desk\""]).await;
    refused::<Road>(&db, &["`to.road`", "`street`"]).await;
}

async fn a_rule_over_a_default_is_refused(db: Database) {
    refused::<Points>(&db, &["`points`", "serde takes 5", "an Option without a default"]).await;
    refused::<LastZero>(&db, &["`zero`", "serde takes 0"]).await;
    refused::<Least>(&db, &["`zero`", "serde takes 0"]).await;
    refused::<City>(&db, &["`to.city`", "serde takes \"\""]).await;
    refused::<ByChannel>(&db, &["view `channels`, column `channel`", "serde takes \"Web\""]).await;
}

/// Null and the default give one cell.
#[derive(Debug, PartialEq, View)]
#[view(table = "fine", event = OrderEvent)]
struct Fine {
    #[view(key)]
    id: String,
    #[view(add(Joined.zero))]
    sum: i64,
    #[view(set(Joined.zero))]
    last: i64,
    #[view(set(Joined.kind))]
    kind: Kind,
    #[view(set(Joined.tags))]
    tags: Vec<String>,
    #[view(insert(Joined.tags))]
    all_tags: std::collections::BTreeSet<String>,
    #[view(set(Joined.note))]
    note: Option<String>,
    #[view(set(Joined.to.city))]
    city: String,
}

async fn defaults_that_rules_share_are_fine(db: Database) {
    let orders = Gundb::builder().view::<Fine>().open(db.url()).await.unwrap();
    let stream = gundb::model::StreamRef::new("order", "a");
    let empty = gundb::NewEvent::json("order.joined", "{}");
    orders.append_events(stream, Expect::Any, vec![empty]).await.unwrap();
    let row = orders.get::<Fine>("a").await.unwrap().unwrap();
    let fine = Fine {
        id: "a".to_owned(),
        sum: 0,
        last: 0,
        kind: Kind::Usual,
        tags: Vec::new(),
        all_tags: std::collections::BTreeSet::new(),
        note: None,
        city: String::new(),
    };
    assert_eq!(row, fine);
}
