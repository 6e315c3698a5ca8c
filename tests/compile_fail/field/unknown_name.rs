use gundb::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Field, Serialize, Deserialize)]
enum Status {
    Open,
}

#[derive(Event)]
#[event(stream = "account")]
struct Changed {
    status: Status,
    text: String,
}

#[derive(View)]
#[view(table = "accounts", event = Changed)]
struct Row {
    #[view(key)]
    id: String,
    #[view(set(Changed.status), default = Status::Opened)]
    status: Status,
    #[view(set(Changed.text))]
    from_text: Status,
    #[view(set(Changed = "Open"))]
    literal: Status,
    #[view(min(Changed.status))]
    least: Status,
}

fn main() {}
