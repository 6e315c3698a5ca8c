use gundb::prelude::*;

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
    #[view(min(Opened.vip))]
    a: bool,
    #[view(max(Opened.tags))]
    b: Vec<String>,
    #[view(max(Opened.owner))]
    c: i64,
    #[view(min(Deposited.cents))]
    d: Option<i32>,
}

fn main() {}
