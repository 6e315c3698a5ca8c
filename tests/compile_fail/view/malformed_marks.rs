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
    #[view(set(Opened.owner), unique = true)]
    a: String,
    #[view(set(Opened.owner), default = None)]
    b: Option<String>,
    #[view(set(Opened.owner), default)]
    c: String,
    #[view(set(Opened.owner), default = String::new())]
    d: String,
    #[view(add(Deposited.cents), default = 1, default = 2)]
    e: i64,
    #[view(insert(Opened = ["x"]))]
    f: Vec<String>,
}

fn main() {}
