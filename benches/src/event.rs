//! The events that both sides append and load, the state that both fold a stream into, and the view
//! that ours folds them into.

use gundb::prelude::*;
use serde::{Deserialize, Serialize};

/// What is appended: JSON text of some 200 bytes, the same on both sides.
#[derive(Event, Serialize, Deserialize)]
#[event(stream = "account")]
pub(crate) enum AccountEvent {
    Transferred {
        amount: i64,
        balance: i64,
        currency: String,
        from: String,
        to: String,
        reference: String,
        note: String,
    },
}

/// One row for each account.
#[derive(View)]
#[view(table = "accounts", event = AccountEvent)]
pub(crate) struct AccountRow {
    #[view(key)]
    pub(crate) id: String,
    #[view(count(Transferred))]
    pub(crate) transfers: i64,
    #[view(set(Transferred.reference))]
    pub(crate) reference: String,
}

/// State of one account: what both sides fold its stream into.
#[derive(Debug, Default, PartialEq, Stream)]
#[stream(name = "account", event = AccountEvent)]
pub(crate) struct Account {
    pub(crate) transfers: u64,
    pub(crate) moved: i64,
    pub(crate) balance: i64,
    pub(crate) reference: String,
}

impl Apply<AccountEvent> for Account {
    fn apply(&mut self, event: AccountEvent) {
        let AccountEvent::Transferred { amount, balance, reference, .. } = event;
        self.transfers += 1;
        self.moved += amount;
        self.balance = balance;
        self.reference = reference;
    }
}

/// Key of a stream, from its number.
pub(crate) fn key(stream: usize) -> String {
    format!("account-{stream:04}")
}

impl AccountEvent {
    /// The event that brings a stream to a version.
    pub(crate) fn new(stream: usize, version: u64) -> Self {
        let random = |salt: u64| mixed((stream as u64) << 40 ^ version << 8 ^ salt);
        Self::Transferred {
            amount: (random(0) % 1_000_000) as i64,
            balance: (random(1) % 100_000_000) as i64,
            currency: "EUR".to_owned(),
            from: format!("DE{:020}", random(2)),
            to: format!("DE{:020}", random(3)),
            reference: format!("{:016x}", random(4)),
            note: "Invoice of the month, paid by standing order".to_owned(),
        }
    }

    /// What the view sets.
    pub(crate) fn reference(&self) -> &str {
        let Self::Transferred { reference, .. } = self;
        reference
    }
}

/// The mixing function of SplitMix64 (Steele, Lea, Flood 2014).
fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
