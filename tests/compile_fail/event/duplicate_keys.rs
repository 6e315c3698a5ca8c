use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened {
        owner: String,
        #[serde(rename = "owner")]
        holder: String,
        #[serde(alias = "owner")]
        keeper: String,
    },
}

fn main() {}
