use gundb::prelude::*;

struct Address {
    city: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Moved { address: Address },
}

fn main() {}
