//! Deposits on accounts: the events of benchmarks that need no peer.

use gundb::prelude::*;

/// What happens to an account.
#[derive(Debug, Event)]
#[event(stream = "account")]
pub enum AccountEvent {
    /// Money came in.
    Deposited {
        /// How much.
        cents: i64,
        /// Some text, for its length.
        note: String,
    },
}

/// A row an account.
#[derive(Debug, View)]
#[view(table = "accounts", event = AccountEvent)]
pub struct Account {
    #[view(key)]
    id: String,
    #[view(add(Deposited.cents))]
    balance: i64,
    #[view(count(Deposited))]
    deposits: i64,
    #[view(set(Deposited.note))]
    last_note: String,
}

/// The deposit of a number, which is some 200 bytes as an event.
pub fn deposit(number: u64) -> AccountEvent {
    let cents = i64::try_from(number % 10_000).unwrap_or(0);
    AccountEvent::Deposited { cents, note: format!("deposit {number:0>120}") }
}
