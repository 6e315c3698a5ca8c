//! Every payload, counted in the database itself.

use std::collections::HashMap;

use gundb_tests::sql::Sql;

/// What the callers of each event heard.
#[derive(Default)]
pub(super) struct Oracle {
    heard: HashMap<i64, Heard>,
}

/// What the caller of an event knows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Heard {
    /// It is stored: once.
    Stored,
    /// Nobody knows: once or not at all.
    Unknown,
    /// It is not stored.
    NotStored,
}

impl Oracle {
    /// The number of an event that nobody has heard of yet.
    pub(super) fn number(&mut self) -> i64 {
        let number = self.heard.len() as i64;
        self.heard.insert(number, Heard::NotStored);
        number
    }

    /// Notes what the caller of an event heard.
    pub(super) fn note<T>(&mut self, number: i64, answer: &gundb::Result<T>) {
        let heard = match answer {
            Ok(_) => Heard::Stored,
            Err(error) if error.is_outcome_unknown() => Heard::Unknown,
            Err(error) => {
                assert!(!error.is_conflict(), "nobody else writes there: {error}");
                Heard::NotStored
            }
        };
        self.heard.insert(number, heard);
    }

    /// Notes that nobody knows of an event whether it is stored.
    pub(super) fn note_unknown(&mut self, number: i64) {
        self.heard.insert(number, Heard::Unknown);
    }

    /// How many callers heard that nobody knows.
    pub(super) fn unknown(&self) -> usize {
        self.heard.values().filter(|heard| **heard == Heard::Unknown).count()
    }

    /// How many callers heard that their event is not stored.
    pub(super) fn not_stored(&self) -> usize {
        self.heard.values().filter(|heard| **heard == Heard::NotStored).count()
    }

    /// Counts what is stored of each event.
    pub(super) async fn check(&self, sql: &Sql, moment: &str) {
        let stored = sql.query(
            "SELECT payload, count(*) FROM gundb_event WHERE payload IS NOT NULL GROUP BY payload",
        );
        let number = |payload: &str| {
            let payload: serde_json::Value =
                serde_json::from_str(payload).expect("a payload is JSON");
            payload["number"].as_i64().expect("each has a number")
        };
        let row = |row: &Vec<Option<String>>| {
            let count: u64 = row[1].as_deref().expect("a count").parse().expect("a number");
            (number(row[0].as_deref().expect("a payload")), count)
        };
        let counts: HashMap<i64, u64> =
            stored.await.expect("the database answers").iter().map(row).collect();
        for (number, heard) in &self.heard {
            let count = counts.get(number).copied().unwrap_or(0);
            let fits = match heard {
                Heard::Stored => count == 1,
                Heard::Unknown => count <= 1,
                Heard::NotStored => count == 0,
            };
            assert!(
                fits,
                "{moment}: event {number} is stored {count} times, and its caller heard: {heard:?}"
            );
        }
        assert!(counts.keys().all(|number| self.heard.contains_key(number)), "{moment}");
    }
}
