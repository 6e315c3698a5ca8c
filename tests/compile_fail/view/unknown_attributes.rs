use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, indexed)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(max(Deposited.cents))]
    largest: i64,
    #[view(set(Opened.owner), indexed)]
    owner: String,
}

fn main() {}
