use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
#[serde(untagged)]
enum Untagged {
    Opened,
}

#[derive(Event)]
#[event(stream = "account")]
#[serde(tag = "type")]
struct Tagged {
    owner: String,
}

#[derive(Event)]
#[event(stream = "account")]
#[serde(transparent)]
struct Transparent {
    owner: String,
}

#[derive(Event)]
#[event(stream = "account")]
#[serde(from = "String", try_from = "String", into = "String", remote = "Foreign")]
struct Converted {
    owner: String,
}

#[derive(Event)]
#[event(stream = "account")]
#[serde(rename_all = "Train-Case")]
struct UnknownCase {
    owner: String,
}

#[derive(Event)]
#[event(stream = "account")]
#[serde(shiny)]
struct UnknownAttribute {
    owner: String,
}

fn main() {}
