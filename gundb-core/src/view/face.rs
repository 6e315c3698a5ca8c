//! Views on the builder and on the handle.

use super::{View, ViewKey};
use crate::error::Result;
use crate::store::{Builder, Gundb};

impl Builder {
    /// Registers a view and its events; its table is made, and what is in the store already is
    /// folded into it.
    pub fn view<V: View>(self) -> Self {
        self.view_model(V::describe(), V::code())
    }
}

/// # Reading views
impl Gundb {
    /// The row of a key: one value, or a tuple of as many as the view has key columns.
    ///
    /// # Errors
    /// A key that does not fit the view's key columns; a view that was not registered; a database
    /// that can't be read.
    pub async fn get<V: View>(&self, key: impl ViewKey) -> Result<Option<V>> {
        self.row_of_key(V::TABLE, V::definition()?, key.into_cells())
            .await?
            .map(V::from_cells)
            .transpose()
    }
}
