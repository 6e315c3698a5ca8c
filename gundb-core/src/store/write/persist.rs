//! Writes what a batch staged, in sets.

use super::state::{Batch, StreamState};
use crate::sql::{Dialect, Statement, catalog, event, log, store, stream};
use crate::store::view_state::ViewState;

impl Batch {
    /// The statements that write it: new streams, events, view rows, the own log's head, and last the locked row. Each
    /// writes other rows than the others.
    pub(super) fn writes(&mut self, dialect: Dialect) -> Vec<Statement> {
        let own = &self.logs.own;
        let head = log::save_head(dialect, own.id, own.sequence.cast_signed(), own.hash.as_bytes().to_vec());
        let behind = self.mark_behind(dialect);
        let mut writes = stream::insert(dialect, self.fresh_streams());
        writes.extend(event::insert(dialect, std::mem::take(&mut self.events)));
        writes.extend(self.rows.writes(dialect, &self.catalog));
        writes.extend(behind);
        writes.push(head);
        if self.store.foreign_heads > 0 {
            writes.push(log::clear_foreign_heads(dialect));
            self.store.foreign_heads = 0;
        }
        self.store.hlc = self.hlc.number().cast_signed();
        writes.push(store::save(dialect, &self.store));
        self.store.revision += 1;
        writes
    }

    /// Views that this process can't fold: they have folded what was there before this batch. Others learn of it by the
    /// catalog's number.
    fn mark_behind(&mut self, dialect: Dialect) -> Vec<Statement> {
        let before = self.events.first().map_or(0, |event| event.position - 1);
        let behind = ViewState::Behind.as_str();
        self.store.catalog += i64::from(!self.left_behind.is_empty());
        self.left_behind.iter().map(|view| catalog::move_view(dialect, *view, behind, before)).collect()
    }

    /// Streams that are new, by id.
    fn fresh_streams(&mut self) -> Vec<stream::StreamRow> {
        let fresh = self.streams.values_mut().filter(|stream| stream.fresh);
        let written = |stream: &mut StreamState| {
            stream.fresh = false;
            stream.to_row()
        };
        let mut rows: Vec<_> = fresh.map(written).collect();
        rows.sort_unstable_by_key(|row| row.id);
        rows
    }
}
