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
    #[view(add(Deposited.cents), frozen)]
    balance: i64,
}

fn uses() {
    let _ = AccountRow::query().filter(AccountRow::BALANCE.gt(5));
    let _ = AccountRow::describe();
}

fn main() {}
