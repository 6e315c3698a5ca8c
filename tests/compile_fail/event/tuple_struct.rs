use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
struct Deposited(i64);

fn main() {}
