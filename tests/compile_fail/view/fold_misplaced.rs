use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, score: f64, tags: Vec<String>, vip: bool },
    Deposited { cents: i64 },
    Closed,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, fold)]
struct AllRuled {
    #[view(key)]
    id: String,
    #[view(add(Deposited.cents))]
    balance: i64,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, fold)]
struct ManyStreams {
    #[view(key(Deposited.cents))]
    cents: i64,
    peak: i64,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent, fold = true)]
struct NotBare {
    #[view(key)]
    id: String,
    peak: i64,
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct NoFold {
    #[view(key)]
    id: String,
    peak: i64,
}

fn main() {}
