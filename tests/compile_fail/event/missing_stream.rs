use gundb::prelude::*;

#[derive(Event)]
enum AccountEvent {
    Opened,
}

fn main() {}
