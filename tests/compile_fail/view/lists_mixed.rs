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
    #[view(insert(Opened.owner), set(Closed = "x"))]
    a: Vec<String>,
    #[view(siblings(Opened.owner), first(Closed.owner))]
    b: gundb::Siblings<String>,
    #[view(siblings(Opened.owner), insert(Deposited.cents))]
    c: gundb::Siblings<String>,
    #[view(insert(Opened.owner), remove(Opened.owner))]
    d: Vec<String>,
}

fn main() {}
