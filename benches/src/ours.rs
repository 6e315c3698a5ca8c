//! Our side: GunDB as an application uses it.

use anyhow::{Result, ensure};
use gundb::{Expect, Gundb, View as _};

use crate::drive::Store;
use crate::durability::Durability;
use crate::event::{AccountEvent, AccountRow, key};

/// Opens a database, with the view or without.
pub(crate) async fn open(url: &str, view: bool, durability: Durability) -> Result<Gundb> {
    let builder = Gundb::builder().durability(durability.into()).events::<AccountEvent>();
    let builder = if view { builder.view::<AccountRow>() } else { builder };
    Ok(builder.open(url).await?)
}

/// Checks that the view counted all events and took the last of each stream.
pub(crate) async fn check_view(db: &Gundb, events: u64) -> Result<()> {
    let rows = AccountRow::query().all(db).await?;
    let counted: i64 = rows.iter().map(|row| row.transfers).sum();
    ensure!(counted.cast_unsigned() == events, "the view counted {counted} of {events} events");
    for (stream, row) in rows.iter().enumerate() {
        let last = AccountEvent::new(stream, row.transfers.cast_unsigned());
        let right = row.id == key(stream) && row.reference == last.reference();
        ensure!(right, "the view's row {} is not the one of its last event", row.id);
    }
    Ok(())
}

impl Store for Gundb {
    async fn write(&self, stream: &str, version: u64, events: Vec<AccountEvent>) -> Result<()> {
        let count = events.len();
        let appended = self.append(stream, Expect::Exact(version), events).await?;
        ensure!(appended.stored() == count, "{} of {count} events were stored", appended.stored());
        Ok(())
    }
}
