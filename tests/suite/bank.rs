//! The bank of the scenarios: one stream type, one view a stream, one view over many streams.

use gundb::model::format::Record;
use gundb::prelude::*;
use gundb::replication::protocol::{Load, LogPosition, Wanted};
use gundb::replication::{EventSource, Run};
use gundb_tests::backend::Database;
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "account")]
pub(crate) enum AccountEvent {
    Opened { owner: String },
    Deposited { cents: i64, at: Timestamp, teller: Option<String> },
    Withdrawn { cents: i64 },
    Closed,
    Purged,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "accounts", event = AccountEvent, delete(Purged))]
pub(crate) struct AccountRow {
    #[view(key)]
    pub(crate) id: String,
    #[view(set(Opened.owner), index)]
    pub(crate) owner: String,
    #[view(first(Opened.owner))]
    pub(crate) first_owner: Option<String>,
    #[view(add(Deposited.cents), sub(Withdrawn.cents))]
    pub(crate) balance: i64,
    #[view(count(Deposited, Withdrawn))]
    pub(crate) movements: i64,
    #[view(set(Opened = true, Closed = false))]
    pub(crate) open: bool,
    #[view(set(Deposited.teller))]
    pub(crate) teller: Option<String>,
    #[view(created_at)]
    pub(crate) created_at: Timestamp,
    #[view(updated_at)]
    pub(crate) updated_at: Timestamp,
    #[view(version)]
    pub(crate) version: i64,
    #[view(clock)]
    pub(crate) clock: String,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "takings", event = AccountEvent, key(Deposited.teller, day(Deposited.at)))]
pub(crate) struct Takings {
    #[view(key)]
    pub(crate) teller: String,
    #[view(key)]
    pub(crate) day: Date,
    #[view(count(Deposited))]
    pub(crate) deposits: i64,
    #[view(add(Deposited.cents))]
    pub(crate) cents: i64,
}

#[derive(Debug, Default, PartialEq, Stream)]
#[stream(name = "account", event = AccountEvent)]
pub(crate) struct Account {
    pub(crate) balance: i64,
    pub(crate) open: bool,
}

impl Apply<AccountEvent> for Account {
    fn apply(&mut self, event: AccountEvent) {
        match event {
            AccountEvent::Opened { .. } => self.open = true,
            AccountEvent::Deposited { cents, .. } => self.balance += cents,
            AccountEvent::Withdrawn { cents } => self.balance -= cents,
            AccountEvent::Closed | AccountEvent::Purged => self.open = false,
        }
    }
}

pub(crate) fn opened(owner: &str) -> AccountEvent {
    AccountEvent::Opened { owner: owner.to_owned() }
}

pub(crate) fn deposited(cents: i64) -> AccountEvent {
    AccountEvent::Deposited { cents, at: Timestamp::UNIX_EPOCH, teller: None }
}

pub(crate) fn deposited_by(teller: &str, at: &str, cents: i64) -> AccountEvent {
    AccountEvent::Deposited {
        cents,
        at: at.parse().expect("a time"),
        teller: Some(teller.to_owned()),
    }
}

/// The bank in a fresh database.
pub(crate) async fn open(db: &Database) -> Gundb {
    open_url(db.url()).await
}

pub(crate) async fn open_url(url: &str) -> Gundb {
    Gundb::builder().view::<AccountRow>().view::<Takings>().open(url).await.expect("the bank opens")
}

/// The bank in another fresh database of the same kind.
pub(crate) async fn another(db: &Database) -> (Database, Gundb) {
    let database = db.backend().fresh().await;
    let bank = open(&database).await;
    (database, bank)
}

/// Makes a foreign record the deposit of a cent.
pub(crate) fn cent(record: &mut Record, account: &str) {
    record.stream = Some((AccountEvent::STREAM_TYPE.to_owned(), account.to_owned()));
    record.event_type = Some("account.deposited".to_owned());
    record.payload = Some(r#"{"cents":1,"at":"2026-01-01T00:00:00Z","teller":null}"#.to_owned());
}

/// Verifies the store and fails with its findings.
pub(crate) async fn assert_sound(bank: &Gundb) {
    let report = bank.verify().await.expect("the store can be read");
    assert!(report.is_sound(), "{:#?}", report.findings);
}

/// All that a node gives out.
pub(crate) async fn all_runs(node: &Gundb) -> Vec<Run> {
    let heads = node.heads().await.unwrap();
    let wanted = heads
        .iter()
        .map(|head| Wanted { after: LogPosition::start(head.origin), up_to: head.sequence });
    let load = Load::new(wanted.collect(), usize::MAX);
    node.runs(load).await.unwrap().runs
}
