use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, delete(Closed, Closed))]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(add(Deposited.cents), count(Deposited, Opened))]
    balance: i64,
    #[view(set(Closed = true, Closed = false))]
    open: bool,
}

fn main() {}
