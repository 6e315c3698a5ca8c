//! What is asked of the database about rows and what they depend on.

use crate::sql::Statement;

/// What a statement asks for; views and columns by their indexes in the catalog.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) enum Asked {
    Logs,
    Streams,
    /// Events by the ids that callers gave.
    Events,
    /// What views remember of rows.
    Memories,
    Rows(usize),
    /// Rows that hold values of a unique column.
    Holders {
        view: usize,
        column: usize,
    },
}

/// What is asked, and the statement that asks it.
pub(in crate::store) type Question = (Asked, Statement);
