use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
struct Opened {
    #[serde(skip_serializing_if = "String::is_empty")]
    owner: String,
}

fn main() {}
