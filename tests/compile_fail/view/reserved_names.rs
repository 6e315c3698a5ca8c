use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, score: f64, tags: Vec<String>, vip: bool },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(add(Deposited.cents))]
    xmin: i64,
    #[view(add(Deposited.cents))]
    ctid: i64,
    #[view(add(Deposited.cents))]
    tableoid: i64,
    #[view(add(Deposited.cents))]
    gundb_clock: i64,
    #[view(add(Deposited.cents))]
    sqlite_x: i64,
    #[view(add(Deposited.cents))]
    pg_x: i64,
}

#[derive(View)]
#[view(table = "xmax", event = AccountEvent)]
struct B {
    #[view(key)]
    id: String,
}

#[derive(View)]
#[view(table = "gundb_event", event = AccountEvent)]
struct C {
    #[view(key)]
    id: String,
}

fn main() {}
