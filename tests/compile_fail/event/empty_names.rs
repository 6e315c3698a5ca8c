use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "")]
enum NoStream {
    Opened,
}

#[derive(Event)]
#[event(stream = "account")]
enum NoName {
    #[event(name = "")]
    Opened,
    #[event(name = "account.")]
    Closed,
}

fn main() {}
