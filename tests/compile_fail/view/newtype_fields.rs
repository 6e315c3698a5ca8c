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
    #[view(set(Opened.0.holder))]
    owner: String,
}

fn main() {}
