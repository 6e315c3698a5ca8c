use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    #[serde(skip)]
    A,
    #[serde(skip_serializing)]
    B,
    #[serde(skip_deserializing)]
    C,
    #[serde(other)]
    D,
    #[serde(untagged)]
    E { owner: String },
    #[serde(with = "module")]
    F { owner: String },
    #[serde(borrow)]
    G { owner: String },
    #[serde(shiny)]
    H,
}

fn main() {}
