//! One SQL statement with its values.

use sea_query::{
    DeleteStatement, InsertStatement, PostgresQueryBuilder, QueryStatementWriter, SelectStatement,
    SqliteQueryBuilder, UpdateStatement, Value,
};

use super::bound::Bound;
use super::capability::Dialect;

/// One SQL statement with its values; or several, see [`Statement::joined`].
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) values: Vec<Bound>,
}

/// How a column is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Comparison {
    /// `=`; with null, whether the column is null.
    Equal,
    /// `<>`; with null, whether the column is not null.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// Which end of an order comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Least first; null is less than everything.
    Ascending,
    /// Greatest first; null comes last.
    Descending,
}

impl Direction {
    /// Its word after a column.
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
        Self { sql: sql.to_owned(), values: values.into_iter().map(Bound::One).collect() }
    }

    /// Text of ours with a `?` for each value, which some databases want numbered.
    pub(super) fn numbered(dialect: Dialect, sql: &str, values: Vec<Value>) -> Self {
        if !dialect.capability().numbers_placeholders {
            return Self::text(sql, values);
        }
        let mut parts = sql.split('?');
        let mut numbered = parts.next().unwrap_or_default().to_owned();
        for (part, number) in parts.zip(1..) {
            numbered += &format!("${number}{part}");
        }
        Self::text(&numbered, values)
    }

    pub(super) fn build(dialect: Dialect, statement: &impl QueryStatementWriter) -> Self {
        let (sql, values) = match dialect {
            Dialect::Sqlite => statement.build_any(&SqliteQueryBuilder),
            Dialect::Postgres => statement.build_any(&PostgresQueryBuilder),
        };
        Self { sql, values: values.into_iter().map(Bound::One).collect() }
    }

    /// Several statements as one text, which run one after the other; their placeholders have no
    /// numbers.
    pub(crate) fn joined(statements: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self { sql: String::new(), values: Vec::new() };
        for statement in statements {
            let placeholders = statement.sql.bytes().filter(|byte| *byte == b'?').count();
            let values: usize = statement.values.iter().map(Bound::placeholders).sum();
            assert_eq!(placeholders, values, "SQLite takes a missing value for NULL");
            joined.sql += if joined.sql.is_empty() { "" } else { ";\n" };
            joined.sql += &statement.sql;
            joined.values.extend(statement.values);
        }
        joined
    }

    /// Several statements that write to different rows, as one that goes to the database in one
    /// round trip; `None` where there are none.
    pub(crate) fn together(dialect: Dialect, mut statements: Vec<Self>) -> Option<Self> {
        if statements.len() < 2 {
            return statements.pop();
        }
        Some(match dialect.capability().joins_statements {
            true => Self::joined(statements),
            false => Self::merged(statements),
        })
    }

    /// Several statements as parts of one; their placeholders are numbered on.
    fn merged(statements: Vec<Self>) -> Self {
        let last = statements.len() - 1;
        let mut merged = Self { sql: "WITH ".to_owned(), values: Vec::new() };
        for (index, statement) in statements.into_iter().enumerate() {
            let separator = match index {
                0 => "",
                index if index < last => ",\n",
                _ => "\n",
            };
            merged.sql += separator;
            let offset = merged.values.len();
            if index < last {
                merged.sql += &format!("gundb_part{index} AS (");
                renumber(&statement.sql, offset, &mut merged.sql);
                merged.sql += ")";
            } else {
                renumber(&statement.sql, offset, &mut merged.sql);
            }
            merged.values.extend(statement.values);
        }
        merged
    }
}

/// Adds an offset to the numbers of placeholders; names and literals of this layer hold no `$`.
fn renumber(sql: &str, offset: usize, into: &mut String) {
    let mut parts = sql.split('$');
    *into += parts.next().unwrap_or_default();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|one: char| one.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        let number: usize = number.parse().unwrap_or(0);
        *into += &format!("${}", number + offset);
        *into += rest;
    }
}

/// A count as SQL takes it: the driver has 63 bits for it.
pub(super) fn clamped(count: u64) -> u64 {
    count.min(i64::MAX.cast_unsigned())
}

/// What the sea-query statements of this layer become.
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
