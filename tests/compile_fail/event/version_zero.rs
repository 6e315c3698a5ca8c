use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    #[event(version = 0)]
    Opened,
}

fn main() {}
