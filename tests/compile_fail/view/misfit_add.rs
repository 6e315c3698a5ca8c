use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, fee: gundb::Decimal },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(add(Opened.owner), sub(Deposited.cents))]
    balance: i64,
    #[view(add(Opened.fee))]
    fees: i64,
}

fn main() {}
