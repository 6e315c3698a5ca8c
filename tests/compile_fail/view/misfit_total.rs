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
    #[view(add(Deposited.cents))]
    unsigned: u64,
    #[view(sub(Deposited.cents))]
    nullable: Option<i64>,
    #[view(count(Closed))]
    small: i32,
}

fn main() {}
