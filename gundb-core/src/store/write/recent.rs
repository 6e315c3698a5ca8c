//! What the writer keeps from one transaction to the next: recently used streams and rows, and the
//! logs.
//!
//! It is what the tables hold as long as the locked row still shows the revision that this writer
//! wrote last: every transaction that writes raises it, in any process. Else all of it is
//! forgotten.

use hashlink::LruCache;

use crate::model::{StreamId, Value};
use crate::sql::store::StoreRow;
use crate::store::batch::{Batch, StreamState};
use crate::store::catalog::Catalog;
use crate::store::events::Log;
use crate::store::rows::Entry;

/// Streams that are kept.
const STREAMS_MAX: usize = 10_000;
/// Rows that are kept.
const ROWS_MAX: usize = 10_000;
/// A row with more bytes of text, or of what rules keep beside it, is read each time.
const ROW_BYTES_MAX: usize = 2_000;
/// A stream or row that more logs wrote to is read each time.
const CLOCK_ENTRIES_MAX: usize = 16;

/// What the writer keeps from one transaction to the next.
pub(in crate::store) struct Recent {
    /// The locked row as the last transaction left it.
    store: Option<StoreRow>,
    /// Whether nobody else wrote between the last two transactions.
    alone: bool,
    /// The own log, and the one that began last.
    logs: Option<(Log, i64)>,
    streams: LruCache<StreamId, StreamState>,
    /// By the view's id and the canonical bytes of the key.
    rows: LruCache<(i64, Vec<u8>), Entry>,
}

impl Default for Recent {
    fn default() -> Self {
        let (streams, rows) = (LruCache::new(STREAMS_MAX), LruCache::new(ROWS_MAX));
        Self { store: None, alone: false, logs: None, streams, rows }
    }
}

impl Recent {
    /// Whether it is what the tables hold, by the locked row.
    pub(super) fn is_current(&self, store: &StoreRow) -> bool {
        let same = |row: &StoreRow| (row.revision, row.catalog) == (store.revision, store.catalog);
        self.store.as_ref().is_some_and(same)
    }

    /// Notes whether it was what the tables hold when it was last looked at.
    pub(super) fn was_current(&mut self, current: bool) {
        self.alone = current;
    }

    /// The locked row, where it may be relied on: nobody else wrote lately, and it shows this
    /// catalog. The write itself fails if somebody has written after all.
    pub(super) fn expected(&self, catalog: &Catalog) -> Option<StoreRow> {
        let expected =
            |row: &&StoreRow| self.alone && row.foreign_heads == 0 && row.catalog == catalog.number;
        self.store.as_ref().filter(expected).cloned()
    }

    /// Forgets all but the revision where somebody else wrote before the last transaction: that
    /// will be so again, and what is asked beside the lock need not be asked once more.
    pub(super) fn doubt(&mut self) {
        if !self.alone {
            let store = self.store.take();
            self.forget();
            self.store = store;
        }
    }

    pub(in crate::store) fn forget(&mut self) {
        self.store = None;
        self.logs = None;
        self.streams.clear();
        self.rows.clear();
    }

    /// The logs as the last transaction left them.
    pub(super) fn logs(&self) -> Option<(Log, i64)> {
        self.logs.clone()
    }

    pub(super) fn take_stream(&mut self, id: StreamId) -> Option<StreamState> {
        self.streams.remove(&id)
    }

    pub(super) fn take_row(&mut self, catalog: &Catalog, view: usize, key: &[u8]) -> Option<Entry> {
        self.rows.remove(&(catalog.views[view].id, key.to_vec()))
    }

    /// Keeps what a batch knows, once it is committed or nothing of it was written.
    pub(super) fn keep(&mut self, batch: Batch) {
        // A batch that left a view behind raised the catalog's number: the next one has to learn of
        // that.
        let is_newest = batch.store.catalog == batch.catalog.number;
        self.store = is_newest.then_some(batch.store);
        self.logs = Some((batch.logs.own, batch.logs.last));
        for (id, stream) in batch.streams {
            if stream.clock.len() <= CLOCK_ENTRIES_MAX {
                self.streams.insert(id, stream);
            }
        }
        for ((view, key), entry) in batch.rows.into_entries() {
            if is_small(&entry) {
                self.rows.insert((batch.catalog.views[view].id, key), entry);
            }
        }
    }
}

fn is_small(entry: &Entry) -> bool {
    let Some(row) = entry.state.row() else { return true };
    let bytes = row.cells.iter().map(|cell| match cell {
        Value::Text(text) | Value::Json(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    bytes.sum::<usize>() + row.kept.bytes() <= ROW_BYTES_MAX && row.clock.len() <= CLOCK_ENTRIES_MAX
}
