//! What is appended: small events of one type, which a small view may fold.

use futures_util::future::join_all;
use gundb::prelude::*;
use gundb::store::Appended;
use gundb_tests::backend::Database;
use tokio::task::coop::unconstrained;

#[derive(Clone, Debug, Event)]
#[event(stream = "tally")]
pub(crate) enum TallyEvent {
    Counted { number: i64 },
}

#[derive(Debug, PartialEq, View)]
#[view(table = "tallies", event = TallyEvent)]
pub(crate) struct TallyRow {
    #[view(key)]
    pub(crate) id: String,
    #[view(count(Counted))]
    pub(crate) events: i64,
    #[view(set(Counted.number))]
    pub(crate) last: i64,
}

#[derive(Debug, Default, Stream)]
#[stream(name = "tally", event = TallyEvent)]
pub(crate) struct Tally {
    pub(crate) events: u64,
}

impl Apply<TallyEvent> for Tally {
    fn apply(&mut self, event: TallyEvent) {
        match event {
            TallyEvent::Counted { .. } => self.events += 1,
        }
    }
}

/// Whether the view is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    With,
    Without,
}

/// Callers of a group.
pub(crate) const CALLERS: i64 = 64;

pub(crate) async fn open(db: &Database, view: View) -> Gundb {
    let builder = Gundb::builder().events::<TallyEvent>();
    let builder = if view == View::With { builder.view::<TallyRow>() } else { builder };
    builder.open(db.url()).await.expect("it opens")
}

pub(crate) fn counted(number: i64) -> TallyEvent {
    TallyEvent::Counted { number }
}

/// Appends one event.
pub(crate) async fn one(tally: &Gundb, key: &str) -> Appended {
    tally.append(key, Expect::Any, [counted(1)]).await.expect("it is appended")
}

/// Appends one event of each caller, to a stream of the caller's own, in one transaction.
pub(crate) async fn group(tally: &Gundb) {
    let callers =
        (0..CALLERS).map(|caller| async move { one(tally, &format!("caller-{caller}")).await });
    // All of them are queued in one poll, however many they are; then the writer runs.
    unconstrained(join_all(callers)).await;
}

/// Appends many events to one stream in one call.
pub(crate) async fn batch(tally: &Gundb, key: &str, events: i64) {
    tally.append(key, Expect::Any, (0..events).map(counted)).await.expect("they are appended");
}
