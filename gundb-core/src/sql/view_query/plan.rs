//! How the database would run a statement.

use sea_query::{PostgresQueryBuilder, QueryBuilder, SqliteQueryBuilder};

use crate::sql::bound::Bound;
use crate::sql::capability::Dialect;
use crate::sql::statement::Statement;

/// Asks for the plan of a statement instead of its rows.
pub(crate) fn explain(dialect: Dialect, statement: Statement) -> Statement {
    Statement {
        sql: format!("{}{}", dialect.capability().explain, statement.sql),
        values: statement.values,
    }
}

/// How many numbers stand before the text of each row of a plan; the first two, where there are,
/// are its number and that of the row above it.
pub(crate) fn plan_numbers(dialect: Dialect) -> usize {
    dialect.capability().plan_numbers
}

/// The values of a statement as SQL would have them.
pub(crate) fn shown_values(dialect: Dialect, statement: &Statement) -> Vec<String> {
    let shown = |value: &Bound| match (value, dialect) {
        (Bound::One(value), Dialect::Sqlite) => SqliteQueryBuilder.value_to_string(value),
        (Bound::One(value), Dialect::Postgres) => PostgresQueryBuilder.value_to_string(value),
        (Bound::Each(cells), _) => format!("{} values", cells.len()),
        (Bound::Rows { rows, .. }, _) => format!("{rows} rows"),
    };
    statement.values.iter().map(shown).collect()
}
