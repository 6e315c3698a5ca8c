use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Field, Serialize, Deserialize)]
enum Colour {
    Red,
}

#[derive(Field, Serialize, Deserialize)]
struct Address {
    city: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Moved(String),
    Counted(i64),
    Listed(Vec<Address>),
    Perhaps(Option<Address>),
    Painted(Colour),
    // These are objects, or may be.
    Settled(Box<Address>),
    Anything(serde_json::Value),
}

fn main() {}
