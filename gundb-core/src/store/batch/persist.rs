//! Writes what a batch staged, in sets.

use super::state::Batch;
use super::stream::StreamState;
use crate::sql::{Dialect, Statement, catalog, event, log, store, stream};
use crate::store::catalog::ViewState;

impl Batch {
    /// The statements that write it: new streams, events, view rows, heads of logs and streams, and
    /// last the locked row. Each writes other rows than the others.
    pub(in crate::store) fn writes(&mut self, dialect: Dialect) -> Vec<Statement> {
        let mut writes = self.event_writes(dialect);
        writes.extend(self.row_writes(dialect));
        writes.push(self.store_write(dialect));
        writes
    }

    /// The statements that write new streams and events.
    pub(in crate::store) fn event_writes(&mut self, dialect: Dialect) -> Vec<Statement> {
        let mut writes = stream::insert(dialect, self.fresh_streams());
        let events = std::mem::take(&mut self.staged.events);
        self.staged.before = events.first().map_or(0, |event| event.position - 1);
        writes.extend(event::insert(dialect, events));
        writes
    }

    /// The statements that write what the events come to: rows of views, heads of logs and streams.
    pub(in crate::store) fn row_writes(&mut self, dialect: Dialect) -> Vec<Statement> {
        let mut writes = self.rows.writes(dialect, &self.catalog);
        writes.extend(self.behind_writes(dialect));
        for (log, (sequence, hash)) in std::mem::take(&mut self.staged.moved) {
            writes.push(log::save_head(
                dialect,
                log,
                sequence.cast_signed(),
                hash.as_bytes().to_vec(),
            ));
        }
        writes.extend(self.head_writes(dialect));
        writes
    }

    /// The statement that writes the locked row, with the next revision. It is the last one: a
    /// writer that planned on the revision before finds nothing to write.
    pub(in crate::store) fn store_write(&mut self, dialect: Dialect) -> Statement {
        self.store.hlc = self.hlc.number().cast_signed();
        self.store.foreign_heads = i64::try_from(self.foreign_heads.len()).unwrap_or(i64::MAX);
        let save = store::save(dialect, &self.store);
        self.store.revision += 1;
        save
    }

    fn head_writes(&mut self, dialect: Dialect) -> Vec<Statement> {
        let mut writes = self.foreign_heads.writes(dialect);
        let (mut written, mut gone) = (Vec::new(), Vec::new());
        for change in self.streams.values_mut().filter_map(StreamState::heads_row) {
            match change {
                Ok(row) => written.push(row),
                Err(stream) => gone.push(stream),
            }
        }
        written.sort_unstable_by_key(|row| row.stream);
        writes.extend(stream::save_heads(dialect, written));
        writes.extend(stream::forget_heads(dialect, gone));
        writes
    }

    /// Views that this process can't fold are *behind* from here on: they have folded what was
    /// there before this batch. Others learn of it by the catalog's number.
    fn behind_writes(&mut self, dialect: Dialect) -> Vec<Statement> {
        let left_behind = std::mem::take(&mut self.staged.left_behind);
        self.store.catalog += i64::from(!left_behind.is_empty());
        let (state, before) = (ViewState::Behind.as_str(), self.staged.before);
        left_behind
            .into_iter()
            .map(|view| catalog::move_view(dialect, view, state, before))
            .collect()
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
