//! Group commit when something fails: what one caller does wrong, or another process, costs no
//! neighbour in the group.

mod blocked;
mod callers;
mod gate;
mod handles;
mod refusals;
mod remembered;
mod streams;

use gundb::prelude::*;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use gate::Gate;

/// Callers of a group.
const CALLERS: usize = 64;

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "member")]
enum MemberEvent {
    Joined { email: String },
    Paid { cents: i64 },
    Noted { note: String },
    Left,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "members", event = MemberEvent, delete(Left))]
struct Member {
    #[view(key)]
    id: String,
    #[view(set(Joined.email), unique)]
    email: String,
    #[view(add(Paid.cents))]
    cents: i64,
    #[view(count(Paid))]
    payments: i64,
    #[view(set(Noted.note))]
    note: String,
}

fn joined(email: &str) -> MemberEvent {
    MemberEvent::Joined { email: email.to_owned() }
}

fn paid(cents: i64) -> MemberEvent {
    MemberEvent::Paid { cents }
}

fn noted(bytes: usize) -> MemberEvent {
    MemberEvent::Noted { note: "x".repeat(bytes) }
}

async fn open(db: &Database) -> Gundb {
    Gundb::builder().view::<Member>().open(db.url()).await.unwrap()
}

/// The same, with a writer that a gate can stop.
async fn gated(db: &Database) -> (Gundb, Gate) {
    let gate = Gate::default();
    (Gundb::builder().view::<Member>().clock(gate.clone()).open(db.url()).await.unwrap(), gate)
}

async fn pay(members: &Gundb, key: &str, expect: Expect, cents: i64) -> gundb::Result<u64> {
    members.append(key, expect, [paid(cents)]).await.map(|done| done.version())
}

async fn cents(members: &Gundb, key: &str) -> i64 {
    members.get::<Member>(key).await.unwrap().map_or(0, |member| member.cents)
}

/// How many transactions have written.
async fn transactions(db: &Database) -> i64 {
    let sql = Sql::connect(db.url()).await.unwrap();
    let rows = sql.query("SELECT revision FROM gundb_store").await.unwrap();
    rows[0][0].as_deref().unwrap().parse().unwrap()
}
