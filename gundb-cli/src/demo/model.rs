//! A bank account: its events, the state that decisions need, and a view of all accounts.

use gundb::prelude::*;

#[derive(Event)]
#[event(stream = "account")]
pub(super) enum AccountEvent {
    Opened { owner: String },
    Moved { city: String },
    Deposited { cents: i64 },
    Withdrawn { cents: i64 },
}

#[derive(Stream, Default)]
#[stream(name = "account", event = AccountEvent)]
pub(super) struct Account {
    pub(super) open: bool,
    pub(super) balance: i64,
}

impl Apply<AccountEvent> for Account {
    fn apply(&mut self, event: AccountEvent) {
        match event {
            AccountEvent::Opened { .. } => self.open = true,
            AccountEvent::Moved { .. } => {}
            AccountEvent::Deposited { cents } => self.balance = self.balance.wrapping_add(cents),
            AccountEvent::Withdrawn { cents } => self.balance = self.balance.wrapping_sub(cents),
        }
    }
}

/// The table of [`AccountRow`].
pub(super) const ACCOUNTS: &str = "accounts";

// Version 1 had no city.
#[derive(View)]
#[view(table = "accounts", event = AccountEvent, version = 2)]
pub(super) struct AccountRow {
    #[view(key)]
    pub(super) id: String,
    #[view(set(Opened.owner), index)]
    pub(super) owner: String,
    #[view(add(Deposited.cents), sub(Withdrawn.cents))]
    pub(super) balance: i64,
    #[view(siblings(Moved.city))]
    pub(super) city: gundb::Siblings<String>,
}
