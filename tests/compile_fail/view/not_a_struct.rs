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
enum Enum {
    A,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct Tuple(#[view(key)] String);

fn main() {}
