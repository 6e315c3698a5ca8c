//! Tables compared with what should be in them.

use std::collections::{BTreeMap, BTreeSet};

use gundb::{Gundb, View};

use super::heads::Heads;
use super::held::Held;

/// Compares a table with the rows that should be in it, by what they show: 2.0 and 2.00 are two
/// texts.
pub(super) async fn same<V: View + std::fmt::Debug>(
    expected: &BTreeMap<String, V>,
    db: &Gundb,
    key: fn(&V) -> String,
) -> Held {
    let rows =
        V::query().all(db).await.map_err(|error| format!("query of {}: {error}", V::TABLE))?;
    let rows: BTreeMap<String, V> = rows.into_iter().map(|row| (key(&row), row)).collect();
    let keys: BTreeSet<&String> = rows.keys().chain(expected.keys()).collect();
    let shown = |row: Option<&V>| row.map(|row| format!("{row:?}"));
    let differs = |key: &&&String| shown(rows.get(**key)) != shown(expected.get(**key));
    keys.iter().find(differs).map_or(Ok(()), |key| {
        let (found, expected) = (rows.get(*key), expected.get(*key));
        Err(format!(
            "O1: row {key:?} of {} is\n{found:#?}\nwhere the reference has\n{expected:#?}",
            V::TABLE
        ))
    })
}

/// The text of a clock with another one merged in.
pub(super) fn merged(text: &str, other: &Heads) -> String {
    let clock: BTreeMap<String, u64> = serde_json::from_str(text).unwrap_or_default();
    let mut clock: Heads =
        clock.into_iter().filter_map(|(name, seen)| Some((name.parse().ok()?, seen))).collect();
    for (origin, sequence) in other {
        let seen = clock.entry(*origin).or_default();
        *seen = (*sequence).max(*seen);
    }
    let entries: Vec<String> =
        clock.iter().map(|(origin, sequence)| format!("\"{origin}\":{sequence}")).collect();
    format!("{{{}}}", entries.join(","))
}
