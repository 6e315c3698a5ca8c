//! The same events for both sides, streams interleaved, before reads are measured.

use anyhow::Result;
use gundb::store::Append;
use gundb::{Expect, Gundb};

use super::case::ReadCase;
use crate::event::{AccountEvent, key};
use crate::raw::Connection;
use crate::raw::row::Row;

/// Fills both sides with streams of `length` events.
pub(crate) async fn fill(
    db: &Gundb,
    raw: &mut impl Connection,
    case: ReadCase,
    length: u64,
) -> Result<()> {
    for version in (0..length).step_by(case.run as usize) {
        let runs = (0..case.streams).map(|stream| {
            let events = (1..=case.run).map(|number| AccountEvent::new(stream, version + number));
            (key(stream), events.collect::<Vec<_>>())
        });
        let (mut appends, mut rows) = (Vec::new(), Vec::new());
        for (key, events) in runs {
            rows.extend(Row::of(&key, version, &events)?);
            appends.push(Append::new(key, Expect::Exact(version), events)?);
        }
        db.append_all(appends).await?;
        raw.insert(&rows.iter().collect::<Vec<_>>(), false).await?;
    }
    Ok(())
}
