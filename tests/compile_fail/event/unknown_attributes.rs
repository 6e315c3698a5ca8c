use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account", table = "accounts")]
enum AccountEvent {
    #[event(nam = "opened")]
    Opened {
        #[event(name = "holder")]
        owner: String,
    },
}

fn main() {}
