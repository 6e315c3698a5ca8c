use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
union Deposited {
    cents: i64,
}

fn main() {}
