use gundb::prelude::*;

#[derive(Field)]
enum Status {
    Open,
    #[serde(rename = "Open")]
    AlsoOpen,
    #[serde(alias = "Closed")]
    Shut,
    Closed,
}

#[derive(Field)]
struct Address {
    city: String,
    #[serde(rename = "city")]
    town: String,
}

fn main() {}
