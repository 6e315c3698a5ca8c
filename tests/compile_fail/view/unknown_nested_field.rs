use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Field, Serialize, Deserialize)]
struct Address {
    city: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String, address: Option<Box<Address>> },
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.address.zip))]
    zip: String,
    #[view(set(Opened.owner.length))]
    length: i64,
}

fn main() {}
