use gundb::prelude::*;
use gundb::Siblings;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, score: f64, tags: Vec<String>, vip: bool },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(siblings(Opened.owner))]
    a: String,
    #[view(siblings(Opened.owner))]
    b: Siblings<i64>,
}

fn main() {}
