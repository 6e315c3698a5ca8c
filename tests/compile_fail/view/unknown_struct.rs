use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
struct Opened {
    owner: String,
}

#[derive(View)]
#[view(table = "accounts", event = (Opened), delete(Closed))]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Renamed.owner))]
    owner: String,
}

fn main() {}
