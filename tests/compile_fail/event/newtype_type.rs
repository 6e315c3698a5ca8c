use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Opened {
    owner: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened(Opened),
}

fn main() {}
