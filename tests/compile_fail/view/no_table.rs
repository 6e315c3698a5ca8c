use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
}

fn main() {}
