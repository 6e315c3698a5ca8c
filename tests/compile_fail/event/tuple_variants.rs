use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened(),
    Deposited(i64, String),
}

fn main() {}
