//! Every payload, counted in the database itself.

use std::collections::HashMap;

use gundb_tests::sql::Sql;

/// What callers were told of each event.
#[derive(Default)]
pub(super) struct Oracle {
    told: HashMap<i64, Told>,
}

/// What the caller of an event knows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
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
        let number = self.told.len() as i64;
        self.told.insert(number, Told::NotStored);
        number
    }

    /// Notes what the caller of an event heard.
    pub(super) fn note<T>(&mut self, number: i64, answer: &gundb::Result<T>) {
        let told = match answer {
            Ok(_) => Told::Stored,
            Err(error) if error.is_outcome_unknown() => Told::Unknown,
            Err(error) => {
                assert!(!error.is_conflict(), "nobody else writes there: {error}");
                Told::NotStored
            }
        };
        self.told.insert(number, told);
    }

    /// Notes that nobody knows of an event whether it is stored.
    pub(super) fn note_unknown(&mut self, number: i64) {
        self.told.insert(number, Told::Unknown);
    }

    /// How many callers were told so.
    pub(super) fn unknown(&self) -> usize {
        self.told.values().filter(|told| **told == Told::Unknown).count()
    }

    /// How many callers were told that theirs is not stored.
    pub(super) fn not_stored(&self) -> usize {
        self.told.values().filter(|told| **told == Told::NotStored).count()
    }

    /// Counts what is stored of each event.
    pub(super) async fn check(&self, sql: &Sql, moment: &str) {
        let stored =
            sql.query("SELECT payload, count(*) FROM gundb_event WHERE payload IS NOT NULL GROUP BY payload");
        let number = |payload: &str| {
            let payload: serde_json::Value = serde_json::from_str(payload).expect("a payload is JSON");
            payload["number"].as_i64().expect("each has a number")
        };
        let row = |row: &Vec<Option<String>>| {
            let count: u64 = row[1].as_deref().expect("a count").parse().expect("a number");
            (number(row[0].as_deref().expect("a payload")), count)
        };
        let counts: HashMap<i64, u64> = stored.await.expect("the database answers").iter().map(row).collect();
        for (number, told) in &self.told {
            let count = counts.get(number).copied().unwrap_or(0);
            let fits = match told {
                Told::Stored => count == 1,
                Told::Unknown => count <= 1,
                Told::NotStored => count == 0,
            };
            assert!(fits, "{moment}: event {number} is stored {count} times, and its caller heard: {told:?}");
        }
        assert!(counts.keys().all(|number| self.told.contains_key(number)), "{moment}");
    }
}
