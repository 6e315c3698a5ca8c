use gundb::prelude::*;

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
    #[view(first(Closed = None))]
    a: Option<String>,
    #[view(add(Closed = None))]
    b: i64,
    #[view(insert(Closed = None))]
    c: Vec<String>,
    #[view(count(Closed = 1))]
    d: i64,
    #[view(siblings(Closed = None), set(Opened.owner))]
    e: gundb::Siblings<String>,
}

fn main() {}
