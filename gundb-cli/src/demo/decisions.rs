//! What may happen to an account: pure functions from its state to events, or to a refusal.

use std::fmt;

use gundb::aggregate::Decision;

use super::model::{Account, AccountEvent};

/// The account's own reason to refuse; it comes back through GunDB unchanged.
#[derive(Debug)]
pub(super) struct Overdrawn {
    balance: i64,
    wanted: i64,
}

impl fmt::Display for Overdrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} wanted, but the balance is {}", euros(self.wanted), euros(self.balance))
    }
}

impl std::error::Error for Overdrawn {}

impl Account {
    /// Opens the account; no event where it is open already.
    pub(super) fn open(&self, owner: &str) -> Decision<AccountEvent> {
        let opened = AccountEvent::Opened { owner: owner.to_owned() };
        Ok(if self.open { Vec::new() } else { vec![opened] })
    }

    /// Takes money out, as far as there is some.
    pub(super) fn withdraw(&self, cents: i64) -> Decision<AccountEvent> {
        if cents > self.balance {
            return Err(Overdrawn { balance: self.balance, wanted: cents }.into());
        }
        Ok(vec![AccountEvent::Withdrawn { cents }])
    }
}

/// Cents as people write them.
pub(super) fn euros(cents: i64) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}
