use gundb::prelude::*;

const RED: &str = "red";

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
    #[view(set(Opened.vip), default = "yes")]
    a: bool,
    #[view(set(Opened.owner), default = 1)]
    b: Option<String>,
    #[view(set(Deposited.cents), default = RED)]
    c: i64,
    #[view(set(Deposited.cents), default = 1)]
    d: gundb::Decimal,
    #[view(set(Deposited.cents), default = UNKNOWN)]
    e: i64,
}

fn main() {}
