//! Keys of view rows: one value, or a tuple of as many as the view has key columns.

use crate::model::{IntoCell, Value};

/// What [`crate::Gundb::get`] takes for a key: a cell, or a tuple of up to four.
pub trait ViewKey {
    /// The key's cells, in the order of the key columns.
    fn into_cells(self) -> Vec<Value>;
}

impl<T: IntoCell> ViewKey for T {
    fn into_cells(self) -> Vec<Value> {
        vec![self.into_cell()]
    }
}

macro_rules! tuples {
    ($(($($cell:ident $index:tt),+);)*) => {$(
        impl<$($cell: IntoCell),+> ViewKey for ($($cell,)+) {
            fn into_cells(self) -> Vec<Value> {
                vec![$(self.$index.into_cell()),+]
            }
        }
    )*};
}

tuples! {
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
}
