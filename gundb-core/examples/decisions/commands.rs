//! The write side of the bank: the state of an account, and what is decided on it.

use gundb::aggregate::Decision;
use gundb::prelude::*;

use super::AccountEvent;

/// What commands need to know of an account.
#[derive(Stream, Default)]
#[stream(name = "account", event = AccountEvent)]
pub(super) struct Account {
    balance: i64,
    is_open: bool,
}

impl Apply<AccountEvent> for Account {
    fn apply(&mut self, event: AccountEvent) {
        match event {
            AccountEvent::Opened { .. } => self.is_open = true,
            AccountEvent::Deposited { cents } => self.balance += cents,
            AccountEvent::Withdrawn { cents } => self.balance -= cents,
            AccountEvent::Closed => self.is_open = false,
        }
    }
}

impl Account {
    /// Opens the account, unless it is open.
    pub(super) fn open(&self, owner: &str) -> Decision<AccountEvent> {
        Ok(if self.is_open {
            Vec::new()
        } else {
            vec![AccountEvent::Opened { owner: owner.to_owned() }]
        })
    }

    pub(super) fn deposit(&self, cents: i64) -> Decision<AccountEvent> {
        self.check_open()?;
        Ok(vec![AccountEvent::Deposited { cents }])
    }

    pub(super) fn withdraw(&self, cents: i64) -> Decision<AccountEvent> {
        self.check_open()?;
        if self.balance < cents {
            return Err(
                format!("{cents} cents can't be withdrawn, there are {}", self.balance).into()
            );
        }
        Ok(vec![AccountEvent::Withdrawn { cents }])
    }

    /// Closes the account once nothing is left on it.
    #[expect(dead_code, reason = "Alice keeps her account")]
    pub(super) fn close(&self) -> Decision<AccountEvent> {
        self.check_open()?;
        if self.balance != 0 {
            return Err(format!("{} cents are left", self.balance).into());
        }
        Ok(vec![AccountEvent::Closed])
    }

    fn check_open(&self) -> Result<(), String> {
        if self.is_open { Ok(()) } else { Err("the account is not open".to_owned()) }
    }
}
