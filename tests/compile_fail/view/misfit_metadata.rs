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
    #[view(key)]
    id: String,
    #[view(created_at)]
    a: String,
    #[view(updated_at)]
    b: i64,
    #[view(version)]
    c: i32,
    #[view(clock)]
    d: i64,
}

fn main() {}
