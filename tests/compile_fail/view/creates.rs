use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, score: f64, tags: Vec<String>, vip: bool },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, creates(Opened))]
struct NoDelete {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, delete(Closed), creates(Closed))]
struct Both {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, delete(Closed), creates(Opened, Opened))]
struct Twice {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, delete(Closed), creates(Opened.owner))]
struct OfField {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, creates(Opened))]
struct ManyStreams {
    #[view(key(Opened.owner))]
    owner: String,
}

fn main() {}
