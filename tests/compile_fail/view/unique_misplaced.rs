use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, score: f64, tags: Vec<String>, vip: bool },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, fold)]
struct AccountRow {
    #[view(key, unique)]
    id: String,
    #[view(add(Deposited.cents), unique)]
    balance: i64,
    #[view(set(Closed = "x"), unique)]
    constant: String,
    #[view(insert(Opened.tags), unique)]
    tags: std::collections::BTreeSet<String>,
    #[view(version, unique)]
    version: i64,
    #[view(unique)]
    code: i64,
}

fn main() {}
