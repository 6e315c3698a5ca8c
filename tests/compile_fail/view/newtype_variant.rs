use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Event, Serialize, Deserialize)]
#[event(stream = "account")]
struct Opened {
    owner: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened(Opened),
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

fn main() {}
