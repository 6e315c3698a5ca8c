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
struct AccountRow<T> {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: T,
}

fn main() {}
