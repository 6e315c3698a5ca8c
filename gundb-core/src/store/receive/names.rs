//! Names of stream types and event types that this store never heard of: they get ids, and no
//! schema. Their events are stored, forwarded, and folded once somebody registers what they mean.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::deliver::Delivered;
use crate::sql::catalog as sql;
use crate::store::backend::{Connection, Failure};
use crate::store::batch::Batch;
use crate::store::catalog::Catalog;
use crate::store::shared::Shared;

/// Gives ids to the names that the catalog lacks. Its number stays: what nobody registered concerns
/// no writer, and every writer reads the catalog again where the number is another one, so that a
/// peer's names would cost each append of each process.
pub(in crate::store) async fn register(
    connection: &mut Connection,
    shared: &Shared,
    batch: &mut Batch,
    delivered: &[Delivered],
) -> Result<(), Failure> {
    let dialect = connection.dialect();
    if delivered.iter().all(|one| is_known(&batch.catalog, one)) {
        return Ok(());
    }
    // Names that were received before, here or by another process, are in the tables and maybe not
    // in this catalog.
    let stored = Catalog::load(connection, batch.store.catalog, &shared.codes).await?;
    batch.catalog = shared.renew_catalog(stored);
    let catalog = &batch.catalog;
    let streams = delivered.iter().filter_map(|one| one.record.stream.as_ref());
    let stream_types: BTreeSet<&str> = streams.map(|(name, _)| name.as_str()).collect();
    let unknown: Vec<&str> =
        stream_types.into_iter().filter(|name| !catalog.stream_types.contains_key(*name)).collect();
    let mut ids = catalog.stream_types.clone();
    let last = ids.values().copied().max().unwrap_or(0);
    for (id, name) in (last + 1..).zip(&unknown) {
        connection.execute(sql::add_stream_type(dialect, id, name)).await?;
        ids.insert((*name).to_owned(), id);
    }
    let events: BTreeSet<(&str, &str)> = delivered.iter().filter_map(named).collect();
    let events: Vec<_> =
        events.into_iter().filter(|(of, name)| catalog.event_id(of, name).is_none()).collect();
    let last = catalog.event_names.keys().copied().max().unwrap_or(0);
    for (id, (stream_type, name)) in (last + 1..).zip(&events) {
        let of = ids.get(*stream_type).copied().unwrap_or(0);
        connection.execute(sql::add_event_type(dialect, id, of, name)).await?;
    }
    if !unknown.is_empty() || !events.is_empty() {
        // Not the process's own yet: the transaction may fail.
        batch.catalog =
            Arc::new(Catalog::load(connection, batch.store.catalog, &shared.codes).await?);
    }
    Ok(())
}

fn is_known(catalog: &Catalog, one: &Delivered) -> bool {
    let stream_type = one.record.stream.as_ref().map(|(name, _)| name);
    stream_type.is_none_or(|name| catalog.stream_types.contains_key(name))
        && named(one).is_none_or(|(of, name)| catalog.event_id(of, name).is_some())
}

fn named(one: &Delivered) -> Option<(&str, &str)> {
    Some((one.record.stream.as_ref()?.0.as_str(), one.record.event_type.as_deref()?))
}
