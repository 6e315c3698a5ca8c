//! The columns that a query names.

use crate::model::{ColumnDescription, ViewDescription};

/// A column by its name.
pub(super) fn named<'a>(view: &'a ViewDescription, name: &str) -> &'a ColumnDescription {
    let column = view.columns.iter().find(|column| column.name == name);
    column.expect("the columns of a query are checked before it is written")
}
