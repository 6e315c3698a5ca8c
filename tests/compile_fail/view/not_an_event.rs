use gundb::prelude::*;

enum AccountEvent {
    Opened { owner: String },
}

#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

fn main() {}
