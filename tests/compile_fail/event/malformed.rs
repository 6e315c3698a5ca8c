use gundb::prelude::*;

#[derive(Event)]
#[event]
enum NoParentheses {
    Opened,
}

#[derive(Event)]
#[event(stream = account)]
enum NoString {
    Opened,
}

#[derive(Event)]
#[event(stream = "account", stream = "account")]
enum Twice {
    Opened,
}

#[derive(Event)]
#[event(stream = "account")]
enum NoNumber {
    #[event(version = "2")]
    Opened,
}

fn main() {}
