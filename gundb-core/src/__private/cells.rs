//! Cells of a view row on their way into a struct, for derived code. One function for each kind of column:
//! its bound says which types the kind may have.

use super::kinds::{ClockText, Concurrent, Day, Key, Moment, Ordered, Set, StreamKey, Total};
use crate::error::{Error, Result};
use crate::model::{Column, Value};

/// The cells of a row of `N` columns.
///
/// # Errors
/// Another number of cells.
pub fn cells<const N: usize>(table: &str, cells: Vec<Value>) -> Result<[Value; N]> {
    let count = cells.len();
    cells.try_into().map_err(|_| Error::corrupt(format!("view `{table}`: a row has {count} cells, not {N}")))
}

/// The value of a cell.
///
/// # Errors
/// A cell that does not fit.
pub fn cell<C: Column>(column: &str, value: Value) -> Result<C> {
    C::from_value(value).map_err(|error| error.within(format!("column `{column}`")))
}

/// A sum, a count or a version.
///
/// # Errors
/// A cell that does not fit.
pub fn total_cell<C: Total>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// A creation or an update.
///
/// # Errors
/// A cell that does not fit.
pub fn moment_cell<C: Moment>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// The key of a stream.
///
/// # Errors
/// A cell that does not fit.
pub fn stream_key_cell<C: StreamKey>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// A key that is a day.
///
/// # Errors
/// A cell that does not fit.
pub fn day_cell<C: Day>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// A vector clock.
///
/// # Errors
/// A cell that does not fit.
pub fn clock_cell<C: ClockText>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// Part of a key.
///
/// # Errors
/// A cell that does not fit.
pub fn key_cell<C: Key>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// A least or greatest value.
///
/// # Errors
/// A cell that does not fit.
pub fn ordered_cell<C: Ordered>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// A set.
///
/// # Errors
/// A cell that does not fit.
pub fn set_cell<C: Set>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// Concurrent values.
///
/// # Errors
/// A cell that does not fit.
pub fn siblings_cell<C: Concurrent>(column: &str, value: Value) -> Result<C> {
    cell(column, value)
}

/// The text of a cell that is an enum's name.
///
/// # Errors
/// A cell that is no text.
pub fn name_cell(value: Value) -> Result<String> {
    String::from_value(value)
}

/// A name that an enum does not have.
pub fn unknown_name(enum_name: &str, name: &str) -> Error {
    Error::corrupt(format!("`{name}` is none of the names of `{enum_name}`"))
}
