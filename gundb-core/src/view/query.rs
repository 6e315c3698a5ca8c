//! Queries over a view table.

use std::marker::PhantomData;

use super::View;
use super::column::{Filter, Order};
use crate::error::Result;
use crate::sql::view_table::Wanted;
use crate::store::Gundb;

/// A query over the rows of a view: filters that all must hold, an order, a limit.
///
/// Rows that the order leaves equal come in the order of their keys.
#[must_use = "a query does nothing until `all`, `first` or another end"]
pub struct Query<V> {
    wanted: Wanted,
    view: PhantomData<fn() -> V>,
}

impl<V: View> Query<V> {
    pub(super) fn new() -> Self {
        Self { wanted: Wanted::default(), view: PhantomData }
    }

    /// Only rows that meet `filter`, and all filters given before.
    pub fn filter(mut self, filter: Filter<V>) -> Self {
        let (column, comparison, value) = filter.condition;
        self.wanted.conditions.push((column.to_owned(), comparison, value));
        self
    }

    /// In this order, behind all orders given before.
    pub fn order_by(mut self, order: Order<V>) -> Self {
        let (column, direction) = order.term;
        self.wanted.order.push((column.to_owned(), direction));
        self
    }

    /// At most so many rows.
    pub fn limit(mut self, limit: u64) -> Self {
        self.wanted.limit = Some(limit);
        self
    }

    /// All rows. Mind the memory.
    ///
    /// # Errors
    /// A view that was not registered; a database that can't be read.
    pub async fn all(self, db: &Gundb) -> Result<Vec<V>> {
        let rows = db.wanted_rows(V::TABLE, V::definition()?, &self.wanted).await?;
        rows.into_iter().map(V::from_cells).collect()
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn first(self, db: &Gundb) -> Result<Option<V>> {
        Ok(self.limit(1).all(db).await?.pop())
    }
}
