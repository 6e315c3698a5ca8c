//! The write-ahead log of SQLite: as long as somebody reads it grows, then it is cut.

use gundb::prelude::*;
use gundb_tests::backend::{Backend, run};
use gundb_tests::sql::Sql;

use crate::bank::assert_sound;

#[derive(Event)]
#[event(stream = "book")]
enum BookEvent {
    Written { text: String },
}

fn written(bytes: usize) -> BookEvent {
    BookEvent::Written { text: "x".repeat(bytes) }
}

/// Bytes that are kept of it, as `docs/connections.md` says.
const KEPT: u64 = 64 * 1024 * 1024;
/// Events of nearly a megabyte each, which together take more than that.
const EVENTS: u64 = 80;

#[test]
fn a_long_reader_leaves_no_long_log() {
    run(Backend::Sqlite, |db| async move {
        let books = Gundb::builder().events::<BookEvent>().open(db.url()).await.unwrap();
        let file = db.url().strip_prefix("sqlite://").unwrap();
        let log = || std::fs::metadata(format!("{file}-wal")).map_or(0, |log| log.len());
        books.append("a", Expect::New, [written(1)]).await.unwrap();
        let reader = Sql::connect(db.url()).await.unwrap();
        reader.execute("BEGIN").await.unwrap();
        reader.query("SELECT count(*) FROM gundb_event").await.unwrap();
        for _ in 0..EVENTS {
            books.append("a", Expect::Any, [written(1_000_000)]).await.unwrap();
        }
        assert!(log() > KEPT, "{}", log());
        reader.execute("ROLLBACK").await.unwrap();
        // One copies all of it into the file, the next one begins it anew.
        for _ in 0..2 {
            books.append("a", Expect::Any, [written(1)]).await.unwrap();
        }
        assert!(log() <= KEPT, "{}", log());
        assert_sound(&books).await;
    });
}
