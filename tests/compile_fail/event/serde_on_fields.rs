use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
struct Opened {
    #[serde(flatten)]
    a: String,
    #[serde(skip)]
    b: String,
    #[serde(skip_serializing)]
    c: String,
    #[serde(skip_deserializing)]
    d: String,
    #[serde(borrow)]
    e: String,
    #[serde(getter = "get")]
    f: String,
    #[serde(shiny)]
    g: String,
    #[serde(rename(serialize = "h1", deserialize = "h2"))]
    h: String,
}

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened(#[serde(rename = "i")] Opened),
}

fn main() {}
