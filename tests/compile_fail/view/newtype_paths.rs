use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Field, Serialize, Deserialize)]
struct Opening {
    owner: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened(Opening),
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.0))]
    a: String,
    #[view(set(Opened.1.owner))]
    b: String,
    #[view(set(Opened.owner.0))]
    c: String,
}

fn main() {}
