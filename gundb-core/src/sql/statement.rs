//! One SQL statement with its values.

use sea_query::{
    DeleteStatement, InsertStatement, PostgresQueryBuilder, QueryStatementWriter, SelectStatement,
    SqliteQueryBuilder, UpdateStatement, Value, Values,
};

use super::capability::Dialect;

/// Rows of one statement, largest first: few texts, so that the driver's statement cache holds them all.
const CHUNK_ROWS: [usize; 3] = [64, 8, 1];

/// One SQL statement with its values.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) values: Values,
}

/// How a column is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Which end of an order comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ascending,
    Descending,
}

impl Direction {
    pub(super) fn order(self) -> sea_query::Order {
        match self {
            Self::Ascending => sea_query::Order::Asc,
            Self::Descending => sea_query::Order::Desc,
        }
    }

    /// Its word behind a column.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Ascending => " ASC",
            Self::Descending => " DESC",
        }
    }

    /// Where null stands as the least of all values.
    pub(super) fn nulls_word(self) -> &'static str {
        match self {
            Self::Ascending => " NULLS FIRST",
            Self::Descending => " NULLS LAST",
        }
    }
}

impl Statement {
    /// Text of ours with values, for what the builder does not know.
    pub(crate) fn text(sql: &str, values: Vec<Value>) -> Self {
        Self { sql: sql.to_owned(), values: Values(values) }
    }

    pub(super) fn build(dialect: Dialect, statement: &impl QueryStatementWriter) -> Self {
        let (sql, values) = match dialect {
            Dialect::Sqlite => statement.build_any(&SqliteQueryBuilder),
            Dialect::Postgres => statement.build_any(&PostgresQueryBuilder),
        };
        Self { sql, values }
    }
}

/// A count as SQL takes it: the driver has 63 bits for it.
pub(super) fn clamped(count: u64) -> u64 {
    count.min(i64::MAX.cast_unsigned())
}

/// What the sea-query statements of this room become.
pub(super) trait Build {
    fn build_for(&self, dialect: Dialect) -> Statement;
}

macro_rules! build {
    ($($statement:ty),*) => {$(
        impl Build for $statement {
            fn build_for(&self, dialect: Dialect) -> Statement {
                Statement::build(dialect, self)
            }
        }
    )*};
}

build!(SelectStatement, InsertStatement, UpdateStatement, DeleteStatement);

/// Cuts rows into chunks of a few fixed sizes and makes one statement of each.
pub(crate) fn in_chunks<T>(mut rows: &[T], statement: impl Fn(&[T]) -> Statement) -> Vec<Statement> {
    let mut statements = Vec::new();
    for size in CHUNK_ROWS {
        while rows.len() >= size {
            let (chunk, rest) = rows.split_at(size);
            statements.push(statement(chunk));
            rows = rest;
        }
    }
    statements
}

/// Cuts the values of an `IN` into chunks of a few fixed sizes; the last is filled up by repeating its last value.
pub(crate) fn in_set<T: Clone>(values: &[T]) -> Vec<Vec<T>> {
    let largest = CHUNK_ROWS[0];
    let filled = |chunk: &[T]| {
        let size = CHUNK_ROWS.iter().rev().copied().find(|size| *size >= chunk.len()).unwrap_or(largest);
        let last = chunk.last().into_iter().cycle().take(size - chunk.len());
        chunk.iter().chain(last).cloned().collect()
    };
    values.chunks(largest).map(filled).collect()
}
