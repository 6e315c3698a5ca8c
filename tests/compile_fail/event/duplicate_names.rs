use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened,
    #[event(name = "opened")]
    Reopened,
    #[event(name = "account.opened")]
    OpenedAgain,
}

fn main() {}
