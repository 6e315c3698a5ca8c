use gundb::prelude::*;

struct AccountEvent;

#[derive(Stream, Default)]
#[stream(name = "account", event = AccountEvent)]
struct Account;

impl Apply<AccountEvent> for Account {
    fn apply(&mut self, _: AccountEvent) {}
}

fn main() {}
