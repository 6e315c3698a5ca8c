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
    #[view(set(Opened.tags), index)]
    tags: Vec<String>,
    #[view(set(Opened.tags), unique)]
    unique_tags: Option<Vec<String>>,
    #[view(insert(Opened.tags), index)]
    set: BTreeSet<String>,
}

fn main() {}
