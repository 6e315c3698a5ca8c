use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, score: f64, tags: Vec<String>, vip: bool },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, delete(Closed), creates(Reopened))]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

fn main() {}
