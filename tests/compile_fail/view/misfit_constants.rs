use gundb::prelude::*;

const RED: &str = "red";

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Closed = "no"))]
    a: bool,
    #[view(set(Closed = 1))]
    b: Option<String>,
    #[view(set(Closed = -1))]
    d: u32,
    #[view(set(Closed = RED))]
    e: i64,
    #[view(set(Closed = None))]
    f: i64,
}

fn main() {}
