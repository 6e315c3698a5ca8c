use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, delete(Clsd))]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opend.owner))]
    owner: String,
    #[view(count(Closd))]
    closed: i64,
}

fn main() {}
