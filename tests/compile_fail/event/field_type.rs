use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
enum Colour {
    Red,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Painted { colour: Colour },
}

fn main() {}
