//! Writes what a batch staged, in sets.

use super::state::{Batch, StreamState};
use crate::sql::stream::StreamRow;
use crate::sql::{catalog, event, in_chunks, log, store, stream};
use crate::store::backend::{Connection, Failure};
use crate::store::view_state::ViewState;

impl Batch {
    /// Streams, events, view rows, the own log's head, and last the locked row.
    pub(super) async fn persist(mut self, connection: &mut Connection) -> Result<(), Failure> {
        let dialect = connection.dialect();
        let (fresh, known) = self.changed_streams();
        connection.execute_all(in_chunks(&fresh, |chunk| stream::insert(dialect, chunk))).await?;
        connection.execute_all(in_chunks(&known, |chunk| stream::save(dialect, chunk))).await?;
        connection.execute_all(in_chunks(&self.events, |chunk| event::insert(dialect, chunk))).await?;
        self.rows.persist(connection, &self.catalog).await?;
        let head = log::save_head(
            dialect,
            self.log.id,
            self.log.sequence.cast_signed(),
            self.log.hash.as_bytes().to_vec(),
        );
        connection.execute(head).await?;
        if self.store.foreign_heads > 0 {
            connection.execute(log::clear_foreign_heads(dialect)).await?;
            self.store.foreign_heads = 0;
        }
        self.mark_behind(connection).await?;
        self.store.hlc = self.hlc.number().cast_signed();
        connection.execute(store::save(dialect, &self.store)).await?;
        Ok(())
    }

    /// Views that this process can't fold: they have folded what was there before this batch. Others learn of it by the
    /// catalog's number.
    async fn mark_behind(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let (dialect, before) =
            (connection.dialect(), self.events.first().map_or(0, |event| event.position - 1));
        for view in &self.left_behind {
            let behind = ViewState::Behind.as_str();
            connection.execute(catalog::move_view(dialect, *view, behind, before)).await?;
        }
        self.store.catalog += i64::from(!self.left_behind.is_empty());
        Ok(())
    }

    /// Streams that are new, and streams that moved on, each by id.
    fn changed_streams(&self) -> (Vec<StreamRow>, Vec<StreamRow>) {
        let mut changed: Vec<&StreamState> = self.streams.values().filter(|stream| stream.changed).collect();
        changed.sort_unstable_by_key(|stream| stream.id);
        let (fresh, known): (Vec<_>, Vec<_>) = changed.into_iter().partition(|stream| stream.fresh);
        let rows = |streams: Vec<&StreamState>| streams.into_iter().map(StreamState::to_row).collect();
        (rows(fresh), rows(known))
    }
}
