use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, score: f64, tags: Vec<String>, vip: bool, fee: gundb::Bytes },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key(Opened.fee))]
    fee: gundb::Bytes,
    #[view(key(Opened.tags))]
    tags: Vec<String>,
}

fn main() {}
