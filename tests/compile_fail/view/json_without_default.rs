use gundb::Json;
use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Field, Serialize, Deserialize)]
struct Address {
    city: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Moved { address: Address },
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Moved.address))]
    address: Option<Json<Address>>,
}

fn main() {}
