use gundb::prelude::*;
use std::collections::BTreeSet;

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
    #[view(insert(Opened.owner))]
    a: String,
    #[view(insert(Opened.tags))]
    b: Option<BTreeSet<String>>,
    #[view(insert(Deposited.cents))]
    c: BTreeSet<String>,
    #[view(insert(Opened.score))]
    d: Vec<f64>,
}

fn main() {}
