//! Cells of a view row on their way into a struct and back, for derived code. One function for each
//! kind of column: its bound says which types the kind may have.

use super::kinds::{
    ClockText, Concurrent, Count, Day, Key, Moment, Ordered, Set, StreamKey, Total,
};
use crate::error::{Error, Result};
use crate::model::{Column, Value};

/// The cells of a row of `N` columns.
///
/// # Errors
/// Another number of cells.
pub fn cells<const N: usize>(table: &str, cells: Vec<Value>) -> Result<[Value; N]> {
    let count = cells.len();
    cells
        .try_into()
        .map_err(|_| Error::corrupt(format!("view `{table}`: a row has {count} cells, not {N}")))
}

/// How a column of type `C` is read and written. Without a bound of its own: a wrong type is
/// reported once, where the kind is chosen.
#[derive(Debug)]
pub struct Cell<C> {
    read: fn(Value) -> Result<C>,
    write: fn(C) -> Value,
}

impl<C> Cell<C> {
    /// The value of a cell.
    ///
    /// # Errors
    /// A cell that does not fit.
    pub fn read(self, column: &str, value: Value) -> Result<C> {
        (self.read)(value).map_err(|error| error.within(format!("column `{column}`")))
    }

    /// The cell of a value.
    pub fn write(self, value: C) -> Value {
        (self.write)(value)
    }
}

/// Any cell.
pub fn cell<C: Column>() -> Cell<C> {
    Cell { read: C::from_value, write: C::into_value }
}

// Written out, because the compiler shows the function whose bound a type lacks, and would show all
// of a macro.

/// A sum.
pub fn total_cell<C: Total>() -> Cell<C> {
    cell()
}

/// A count or a version.
pub fn count_cell<C: Count>() -> Cell<C> {
    cell()
}

/// A creation or an update.
pub fn moment_cell<C: Moment>() -> Cell<C> {
    cell()
}

/// The key of a stream.
pub fn stream_key_cell<C: StreamKey>() -> Cell<C> {
    cell()
}

/// Part of a key.
pub fn key_cell<C: Key>() -> Cell<C> {
    cell()
}

/// A key that is a day.
pub fn day_cell<C: Day>() -> Cell<C> {
    cell()
}

/// A vector clock.
pub fn clock_cell<C: ClockText>() -> Cell<C> {
    cell()
}

/// A least or greatest value.
pub fn ordered_cell<C: Ordered>() -> Cell<C> {
    cell()
}

/// A set.
pub fn set_cell<C: Set>() -> Cell<C> {
    cell()
}

/// Concurrent values.
pub fn siblings_cell<C: Concurrent>() -> Cell<C> {
    cell()
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
