use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64 },
    Closed,
}

#[derive(Stream, Default)]
#[stream(name = "account", event = AccountEvent)]
struct Account<T>(T);

impl<T> Apply<AccountEvent> for Account<T> {
    fn apply(&mut self, _: AccountEvent) {}
}

fn main() {}
