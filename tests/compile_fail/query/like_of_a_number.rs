use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: Option<String>,
    #[view(add(Deposited.cents))]
    balance: i64,
}

#[derive(View)]
#[view(table = "owners", event = AccountEvent, key(Opened.owner))]
struct OwnerRow {
    #[view(key)]
    owner: String,
    #[view(count(Opened))]
    accounts: i64,
}

fn main() {
    let _ = AccountRow::BALANCE.like("x%");
}
