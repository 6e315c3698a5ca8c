use gundb::prelude::*;

mod other {
    #[derive(gundb::Event)]
    #[event(stream = "account")]
    pub struct Opened {
        pub owner: String,
    }
}

#[derive(Event)]
#[event(stream = "account")]
struct Opened {
    owner: String,
}

#[derive(View)]
#[view(table = "accounts", event = (Opened, Opened))]
struct AccountRow {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner))]
    owner: String,
}

fn main() {}
