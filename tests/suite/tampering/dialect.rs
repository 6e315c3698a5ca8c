//! Tampering in the words of each database.

use gundb_tests::backend::Database;

/// Drops the triggers that refuse a change of events.
pub(super) fn unlocked(db: &Database) -> &'static str {
    match db {
        Database::Sqlite(_) => {
            "DROP TRIGGER gundb_event_no_update; DROP TRIGGER gundb_event_no_delete"
        }
        Database::Postgres(_) => "DROP TRIGGER gundb_event_no_change ON gundb_event",
    }
}

/// Bytes as the database's SQL writes them: `x'…'` in `sql` is SQLite's way.
pub(super) fn spoken(db: &Database, sql: &str) -> String {
    match db {
        Database::Sqlite(_) => sql.to_owned(),
        Database::Postgres(_) => sql.replace("x'", "'\\x"),
    }
}
