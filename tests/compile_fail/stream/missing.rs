use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(Stream, Default)]
struct Account;

#[derive(Stream, Default)]
#[stream(event = AccountEvent)]
struct Nameless;

#[derive(Stream, Default)]
#[stream(name = "account")]
struct Eventless;

impl Apply<AccountEvent> for Nameless {
    fn apply(&mut self, _: AccountEvent) {}
}

fn main() {}
