use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
struct Opened {
    before: Option<Box<Self>>,
}

fn main() {}
