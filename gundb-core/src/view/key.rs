//! Keys of view rows: one value, or a tuple of as many as the view has key columns.

use crate::model::{Column, Value};

/// What [`crate::Gundb::get`] takes for a key.
pub trait ViewKey {
    /// The key's cells, in the order of the key columns.
    fn into_cells(self) -> Vec<Value>;
}

impl<T: Column> ViewKey for T {
    fn into_cells(self) -> Vec<Value> {
        vec![self.into_value()]
    }
}

impl<A: Column, B: Column> ViewKey for (A, B) {
    fn into_cells(self) -> Vec<Value> {
        vec![self.0.into_value(), self.1.into_value()]
    }
}

impl<A: Column, B: Column, C: Column> ViewKey for (A, B, C) {
    fn into_cells(self) -> Vec<Value> {
        vec![self.0.into_value(), self.1.into_value(), self.2.into_value()]
    }
}
