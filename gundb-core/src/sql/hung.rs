//! Statements about what people hang on the table of a view: SQL views, indexes, triggers, grants.
//!
//! Each kind of object is read with the statement that makes it again, in the order in which they
//! are made.

use sea_query::Value;

use super::capability::{Dialect, Swap};
use super::statement::Statement;

/// What hangs on a table: kind, name, a column that it can't be without (or none), the statement
/// that makes it again (or none, where only its owner can).
pub(crate) fn all(dialect: Dialect, table: &str) -> Statement {
    Statement::text(dialect.capability().hung, vec![Value::String(Some(table.to_owned()))])
}

/// The statement by which its owner removes what hangs on a table.
pub(crate) fn removal(kind: &str, name: &str) -> String {
    match (kind, name.split_once(" ON ")) {
        ("CONSTRAINT", Some((name, table))) => {
            format!("ALTER TABLE {table} DROP CONSTRAINT {name}")
        }
        _ => format!("DROP {kind} {name}"),
    }
}

/// Makes again what hung on a table: text that the database itself gave.
pub(crate) fn again(statement: &str) -> Statement {
    Statement::text(statement, Vec::new())
}

/// Where the table that served goes while what hangs on it moves to the new one; none where it may
/// go at once.
pub(crate) fn aside(dialect: Dialect, view: i64) -> Option<String> {
    match dialect.capability().swap {
        Swap::ByName => None,
        Swap::ByObject => Some(format!("gundb_aside_{view}")),
    }
}
