use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Field, Serialize, Deserialize)]
struct Money<C> {
    currency: C,
}

#[derive(Field, Serialize, Deserialize)]
enum Side<const N: usize> {
    Left,
}

#[derive(Event)]
#[event(stream = "account")]
struct Paid {
    money: Money<String>,
}

fn main() {}
