use std::collections::BTreeSet;

use gundb::prelude::*;

const RED: &str = "red";

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(insert(Opened = 1, Closed = RED))]
    a: BTreeSet<String>,
    #[view(insert(Closed = "no"))]
    b: Vec<u64>,
    #[view(remove(Closed = RED))]
    c: Vec<u64>,
    #[view(siblings(Closed = "no"))]
    d: gundb::Siblings<i64>,
    #[view(siblings(Closed = true))]
    e: gundb::Siblings<i64>,
    #[view(siblings(Closed = RED))]
    f: gundb::Siblings<bool>,
    #[view(add(Closed = "2"))]
    g: i64,
    #[view(max(Closed = true))]
    h: Option<i64>,
}

fn main() {}
