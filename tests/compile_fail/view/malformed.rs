use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, version = "2")]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set)]
    a: String,
    #[view(set())]
    b: String,
    #[view(set(Opened))]
    c: String,
    #[view(set(Opened.0))]
    d: String,
    #[view(add(Deposited))]
    e: i64,
    #[view(add(Deposited = 1, Closed = f()))]
    f: i64,
    #[view(count(Deposited.cents))]
    g: i64,
    #[view(set(Opened = f()))]
    h: String,
    #[view(version(Opened))]
    i: i64,
    #[view(set(Opened.owner), index = true)]
    j: String,
    #[view(set("Opened"))]
    k: String,
}

fn main() {}
