use gundb::prelude::*;

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
    #[view(key, set(Opened.owner))]
    a: String,
    #[view(created_at, set(Opened.owner))]
    b: String,
    #[view(set(Opened.owner), key)]
    c: String,
    #[view(version, created_at)]
    d: i64,
}

fn main() {}
