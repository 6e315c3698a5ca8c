//! Queries over a view table.

use std::fmt;
use std::marker::PhantomData;

use super::column::Order;
use super::cursor::Cursor;
use super::filter::Filter;
use crate::sql::view_query::Wanted;

/// A query over the rows of a view: filters that all must hold, an order, a limit.
///
/// Rows that the order leaves equal come in the order of their keys. A query can be run as often as
/// one likes; each run is one statement, and sees one moment.
#[must_use = "a query does nothing until `all`, `first` or another end"]
pub struct Query<V> {
    pub(super) wanted: Wanted,
    pub(super) after: Option<Cursor>,
    view: PhantomData<fn() -> V>,
}

impl<V> Clone for Query<V> {
    fn clone(&self) -> Self {
        Self { wanted: self.wanted.clone(), after: self.after.clone(), view: PhantomData }
    }
}

impl<V> fmt::Debug for Query<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("wanted", &self.wanted).field("after", &self.after).finish()
    }
}

impl<V> Query<V> {
    pub(super) fn new() -> Self {
        Self { wanted: Wanted::default(), after: None, view: PhantomData }
    }

    /// Only rows that meet `filter`, and all filters given before.
    pub fn filter(mut self, filter: Filter<V>) -> Self {
        self.wanted.conditions.push(filter.into_condition());
        self
    }

    /// In this order, after all orders given before.
    pub fn order_by(mut self, order: Order<V>) -> Self {
        let (column, direction) = order.term;
        self.wanted.order.push((column.to_owned(), direction));
        self
    }

    /// At most this many rows.
    pub fn limit(mut self, limit: u64) -> Self {
        self.wanted.limit = Some(limit);
        self
    }

    /// Passes over this many rows at the beginning. The database reads them all the same: page with
    /// [`Query::after`].
    pub fn offset(mut self, offset: u64) -> Self {
        self.wanted.offset = Some(offset);
        self
    }

    /// Only rows after a cursor. An offset is counted from there.
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}
