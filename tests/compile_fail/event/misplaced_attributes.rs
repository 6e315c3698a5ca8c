use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account", name = "account.changed", version = 2)]
enum AccountEvent {
    #[event(stream = "account")]
    Opened,
}

fn main() {}
