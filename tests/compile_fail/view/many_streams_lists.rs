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
    #[view(key(Opened.owner))]
    owner: String,
    #[view(min(Opened.score))]
    score: f64,
    #[view(siblings(Opened.owner))]
    a: gundb::Siblings<String>,
    #[view(insert(Opened.tags), set(Opened.owner))]
    b: Vec<String>,
}

fn main() {}
