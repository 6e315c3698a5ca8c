use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
struct Opened {
    owner: &'static str,
}

fn main() {}
