//! Round trips to the database, and statements in them. Exact: one more has to be a deliberate
//! change.

use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb_tests::backend::{Backend, Database};
use gundb_tests::sql::Sql;
use uuid::Uuid;

use crate::counter::{Cost, round_trips_of};
use crate::tally::{CALLERS, Tally, TallyRow, View, batch, counted, group, one, open};

/// What is done. Warm: the same was done before on this handle, so that statements are prepared,
/// and what the writer keeps of the last transaction is what the database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    /// One event for a stream that the writer knows, and that nobody else wrote lately: one round
    /// trip, which fails if somebody did after all. SQLite: begin, event, log, store, commit.
    /// Postgres: one statement, a transaction by itself.
    Append,
    /// The same, folded into a row that the writer knows: one statement more, no round trip more;
    /// on Postgres it is a part of the one that writes.
    ViewedAppend,
    /// The same for a stream that nobody knows. Begin and lock come first; the stream and the
    /// view's row are asked for, beside the lock on SQLite and one by one on Postgres; the stream
    /// is written as well, and all is committed in a second round trip on SQLite, in two more on
    /// Postgres.
    NewStream,
    /// The same for a known stream, with an id of the caller's: whether it is there already is
    /// always asked.
    IdAppend,
    /// A hundred events for one stream: no more than one event.
    Batch,
    /// One event for each of 64 streams, by 64 callers at once: one transaction.
    Group,
    /// One event after one of another process, which was first in the round before as well: all is
    /// asked with the lock (log, stream and row), in three round trips more on Postgres.
    InTurns,
    /// The same where the writer had been alone: it first tried in one round trip, in vain (and
    /// rolled back, on SQLite).
    Overtaken,
    /// A conflict: begin and lock, roll back; then what the caller missed is read, without a lock.
    Conflict,
    /// A conflict by a token that missed one event: the logs, the token's record, the stream's
    /// version, and the stream's last events.
    TokenConflict,
    /// The same on a stream of 10,000 events: no more.
    LongTokenConflict,
    /// A stream of 100 events: one page, one query.
    Load,
    /// A row by its key: whether the view's table is still the one that the code means, and the
    /// row.
    Get,
}

const fn cost(round_trips: usize, statements: usize) -> Cost {
    Cost { round_trips, statements }
}

/// Work, and what it costs on SQLite and on Postgres; first what needs a database without a view.
const COSTS: [(Work, Cost, Cost); 13] = [
    (Work::Append, cost(1, 5), cost(1, 1)),
    (Work::ViewedAppend, cost(1, 6), cost(1, 1)),
    (Work::NewStream, cost(2, 10), cost(5, 6)),
    (Work::IdAppend, cost(2, 8), cost(4, 5)),
    (Work::Batch, cost(1, 6), cost(1, 1)),
    (Work::Group, cost(1, 6), cost(1, 1)),
    (Work::InTurns, cost(2, 10), cost(6, 7)),
    (Work::Overtaken, cost(4, 17), cost(7, 8)),
    (Work::Conflict, cost(3, 4), cost(3, 4)),
    (Work::TokenConflict, cost(6, 7), cost(6, 7)),
    (Work::LongTokenConflict, cost(6, 7), cost(6, 7)),
    (Work::Load, cost(1, 1), cost(1, 1)),
    (Work::Get, cost(2, 2), cost(2, 2)),
];

/// Events of a long stream.
const LONG_EVENTS: i64 = 10_000;

/// By then all is warm: statements are prepared, and the pools have no further connection to open.
/// What is measured takes no snapshot of a row, which every 128th event of it does: a statement
/// more.
const WARMING_ROUNDS: usize = 10;

#[test]
fn sqlite() {
    compare(Backend::Sqlite, &COSTS.map(|(work, sqlite, _)| (work, sqlite)));
}

#[test]
fn postgres() {
    compare(Backend::Postgres, &COSTS.map(|(work, _, postgres)| (work, postgres)));
}

/// Measures all on one database, and fails with the differences.
fn compare(backend: Backend, costs: &[(Work, Cost)]) {
    let _turn = crate::turn();
    let mut other = Vec::new();
    crate::run(backend, async |db| {
        for (work, expected) in costs {
            let round_trips = warm_round_trips_of(*work, db).await;
            let cost = Cost::of(&round_trips);
            println!(
                "{backend:?} {work:?}: {} round trips, {} statements",
                cost.round_trips, cost.statements
            );
            if cost != *expected {
                let sql = round_trips
                    .iter()
                    .flat_map(|text| text.split(';'))
                    .map(start)
                    .collect::<String>();
                other.push(format!("{work:?}: {cost:?}, expected {expected:?}:{sql}"));
            }
        }
    });
    assert!(other.is_empty(), "{}", other.join("\n\n"));
}

/// A line with the start of a statement: sets of rows have long texts.
fn start(statement: &str) -> String {
    format!("\n    {}", statement.trim().chars().take(100).collect::<String>())
}

async fn warm_round_trips_of(work: Work, db: &Database) -> Vec<String> {
    let view = if work == Work::Append { View::Without } else { View::With };
    let (tally, other) = (open(db, view).await, open(db, view).await);
    let mut round_trips = Vec::new();
    for round in 0..=WARMING_ROUNDS {
        let key = format!("{work:?}-{round}");
        match work {
            Work::InTurns => drop(one(&other, "a").await),
            Work::Overtaken => {
                // The first finds what the other wrote, the second that it is alone.
                for handle in [&tally, &tally, &other] {
                    one(handle, "a").await;
                }
            }
            Work::Conflict | Work::TokenConflict | Work::Load | Work::Get => {
                batch(&tally, &key, 100).await
            }
            Work::LongTokenConflict if round == 0 => {
                for _ in 0..LONG_EVENTS / 1_000 {
                    batch(&tally, "long", 1_000).await;
                }
            }
            _ => {}
        }
        let key = if work == Work::LongTokenConflict { "long".to_owned() } else { key };
        let token = match work {
            Work::TokenConflict | Work::LongTokenConflict => one(&tally, &key).await.token(),
            _ => Token::default(),
        };
        if !token.heads().is_empty() {
            one(&tally, &key).await;
        }
        round_trips = round_trips_of(once(work, &tally, &key, token)).await;
    }
    round_trips
}

async fn once(work: Work, tally: &Gundb, key: &str, token: Token) {
    match work {
        Work::Append | Work::ViewedAppend | Work::InTurns | Work::Overtaken => {
            drop(one(tally, "a").await)
        }
        Work::NewStream => drop(one(tally, key).await),
        Work::IdAppend => {
            let event = NewEvent::typed(&counted(1)).expect("it is JSON").with_id(Uuid::new_v4());
            let stream = StreamRef::new("tally", "a");
            tally.append_events(stream, Expect::Any, vec![event]).await.expect("it is appended");
        }
        Work::Batch => batch(tally, "a", 100).await,
        Work::Group => group(tally).await,
        Work::Conflict => {
            let refused = tally.append(key, Expect::Exact(99), [counted(1)]).await;
            assert!(refused.expect_err("it is at 100").is_conflict());
        }
        Work::TokenConflict | Work::LongTokenConflict => {
            let refused = tally.append(key, Expect::At(token), [counted(1)]).await;
            let conflict =
                refused.expect_err("one came since").downcast::<Conflict>().expect("a conflict");
            assert_eq!((conflict.missed.len(), conflict.missed_more), (1, false));
        }
        Work::Load => {
            assert_eq!(tally.load::<Tally>(key).await.expect("it is read").state.events, 100)
        }
        Work::Get => {
            let row = tally.get::<TallyRow>(key).await.expect("it is read");
            assert_eq!(row, Some(TallyRow { id: key.to_owned(), events: 100, last: 99 }));
        }
    }
}

#[test]
fn a_group_is_one_transaction() {
    let _turn = crate::turn();
    crate::run(Backend::Sqlite, async |db| {
        let sql = Sql::connect(db.url()).await.expect("it connects");
        let tally = open(db, View::With).await;
        let before = revision(&sql).await;
        group(&tally).await;
        assert_eq!(revision(&sql).await, before + 1);
        assert_eq!(tally.verify().await.expect("it is read").records, CALLERS.cast_unsigned());
    });
}

/// How many transactions have written.
async fn revision(sql: &Sql) -> i64 {
    let rows = sql.query("SELECT revision FROM gundb_store").await.expect("it is read");
    rows[0][0].as_deref().expect("a number").parse().expect("a number")
}
