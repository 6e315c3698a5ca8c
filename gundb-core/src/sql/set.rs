//! Rows in sets: one statement for many rows, whose text is nearly the same for any number of them.
//!
//! Sessions keep statements prepared by their text. Postgres takes each column as an array. SQLite
//! takes the rows one by one in a text for a power of two of them; what is left of it is filled
//! with rows that the text leaves out.
//!
//! Three rows of two columns, as they travel:
//!
//! ```text
//! Postgres  … SELECT gundb_c1, gundb_c2 FROM UNNEST($1::int8[], $2::text[]) AS gundb_given(…)
//!             $1 = {7,8,9}   $2 = {a,b,c}
//! SQLite    … SELECT column1, column2 FROM (VALUES (?,?),(?,?),(?,?),(?,?)) WHERE column1 IS NOT NULL
//!             7 a   8 b   9 c   NULL NULL: the fourth is left out
//! ```

use sea_query::Value;

use super::bound::{Array, Bound};
use super::capability::{Dialect, Sets};
use super::statement::Statement;

/// Rows of one statement, where its text shows how many.
const SET_ROWS_MAX: usize = 256;

/// Rows to be written to one table.
pub(crate) struct RowSet {
    table: String,
    columns: Vec<Column>,
    rows: usize,
}

struct Column {
    name: String,
    /// What the database makes of the cells.
    cast: Option<&'static str>,
    cells: Cells,
}

enum Cells {
    /// One for all rows.
    Same(Value),
    Each(Array),
}

/// What becomes of a row whose key is there.
pub(crate) enum Present<'a> {
    /// The statement fails.
    Fails,
    /// It stays as it is.
    Stays(&'a [&'a str]),
    /// All columns but the key's, of which there is one at least, take the new cells.
    Takes(&'a [&'a str]),
}

impl RowSet {
    pub(super) fn new(table: impl Into<String>, rows: usize) -> Self {
        Self { table: table.into(), columns: Vec::new(), rows }
    }

    /// A column whose cells are the same in all rows.
    pub(super) fn same(self, name: &str, value: impl Into<Value>) -> Self {
        self.with(name, None, Cells::Same(value.into()))
    }

    /// A column of cells; the first column of a set must not hold NULL.
    pub(super) fn each(self, name: &str, cells: Array) -> Self {
        self.with(name, None, Cells::Each(cells))
    }

    /// A column whose cells the database makes something of.
    pub(super) fn cast(self, name: &str, cast: Option<&'static str>, cells: Array) -> Self {
        self.with(name, cast, Cells::Each(cells))
    }

    pub(super) fn ints(self, name: &str, cells: impl Iterator<Item = i64>) -> Self {
        self.each(name, Array::Ints(cells.map(Some).collect()))
    }

    pub(super) fn texts(self, name: &str, cells: impl Iterator<Item = String>) -> Self {
        self.each(name, Array::Texts(cells.map(Some).collect()))
    }

    pub(super) fn blobs(self, name: &str, cells: impl Iterator<Item = Vec<u8>>) -> Self {
        self.each(name, Array::Blobs(cells.map(Some).collect()))
    }

    fn with(mut self, name: &str, cast: Option<&'static str>, cells: Cells) -> Self {
        if let Cells::Each(cells) = &cells {
            debug_assert_eq!(cells.len(), self.rows, "column {name} of {}", self.table);
        }
        self.columns.push(Column { name: name.to_owned(), cast, cells });
        self
    }

    /// Inserts the rows.
    pub(super) fn insert(mut self, dialect: Dialect, present: &Present<'_>) -> Vec<Statement> {
        if self.rows == 0 {
            return Vec::new();
        }
        let tail = self.tail(present);
        match dialect.capability().sets {
            Sets::Arrays => vec![self.into_arrays(dialect, &tail)],
            Sets::Values => {
                let chunks = self.rows.div_ceil(SET_ROWS_MAX);
                (0..chunks).map(|_| self.take_values(dialect, &tail)).collect()
            }
        }
    }

    fn head(&self, dialect: Dialect) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let insert = dialect.capability().insert;
        // Under a name of ours: a table may be called `excluded`.
        format!(
            r#"{insert} "{}" AS gundb_target ("{}") SELECT "#,
            self.table,
            names.join(r#"", ""#)
        )
    }

    fn tail(&self, present: &Present<'_>) -> String {
        let listed = |names: &[&str]| names.join(r#"", ""#);
        match present {
            Present::Fails => String::new(),
            Present::Stays(key) => format!(r#" ON CONFLICT ("{}") DO NOTHING"#, listed(key)),
            Present::Takes(key) => {
                let others = self.columns.iter().map(|column| column.name.as_str());
                let others = others.filter(|name| !key.contains(name));
                let set: Vec<String> =
                    others.map(|name| format!(r#""{name}" = excluded."{name}""#)).collect();
                format!(r#" ON CONFLICT ("{}") DO UPDATE SET {}"#, listed(key), set.join(", "))
            }
        }
    }

    fn into_arrays(self, dialect: Dialect, tail: &str) -> Statement {
        let (mut sql, mut values) = (self.head(dialect), Vec::new());
        let (mut arrays, mut names) = (Vec::new(), Vec::new());
        for (index, column) in self.columns.into_iter().enumerate() {
            let number = values.len() + 1;
            sql += if index > 0 { ", " } else { "" };
            match column.cells {
                Cells::Same(value) => {
                    sql += &format!("${number}::{}", type_of(&value));
                    values.push(Bound::One(value));
                }
                Cells::Each(cells) => {
                    let name = format!("gundb_c{number}");
                    let cast = column.cast.map_or_else(String::new, |cast| format!("::{cast}"));
                    sql += &format!("{name}{cast}");
                    arrays.push(format!("${number}::{}[]", cells.element()));
                    names.push(name);
                    values.push(Bound::Each(cells));
                }
            }
        }
        sql += &format!(
            " FROM UNNEST({}) AS gundb_given({}){tail}",
            arrays.join(", "),
            names.join(", ")
        );
        Statement { sql, values }
    }

    /// Takes the next rows out.
    fn take_values(&mut self, dialect: Dialect, tail: &str) -> Statement {
        let rows = self.rows.min(SET_ROWS_MAX);
        self.rows -= rows;
        let (mut sql, mut values, mut arrays) = (self.head(dialect), Vec::new(), Vec::new());
        for (index, column) in self.columns.iter_mut().enumerate() {
            sql += if index > 0 { ", " } else { "" };
            match &mut column.cells {
                Cells::Same(value) => {
                    sql += "?";
                    values.push(Bound::One(value.clone()));
                }
                Cells::Each(cells) => {
                    arrays.push(cells.take_front(rows));
                    sql += &format!("column{}", arrays.len());
                }
            }
        }
        let size = rows.next_power_of_two();
        sql += " FROM (VALUES ";
        push_tuples(&mut sql, size, arrays.len());
        sql += ") WHERE column1 IS NOT NULL";
        sql += tail;
        values.push(Bound::Rows { columns: arrays, rows, size });
        Statement { sql, values }
    }
}

/// A column that rows are looked up by, and what its cells may be.
pub(crate) struct Sought {
    /// The column as SQL.
    pub(super) column: String,
    pub(super) cast: Option<&'static str>,
    pub(super) cells: Array,
}

/// Rows of a statement whose columns hold one of some keys; the statement ends where its condition
/// would begin or go on.
pub(super) fn among(
    dialect: Dialect,
    begun: &Statement,
    glue: &str,
    mut sought: Vec<Sought>,
) -> Vec<Statement> {
    let rows = sought.first().map_or(0, |one| one.cells.len());
    match dialect.capability().sets {
        _ if rows == 0 => Vec::new(),
        Sets::Arrays => vec![among_arrays(begun, glue, sought)],
        Sets::Values => {
            let chunks = rows.div_ceil(SET_ROWS_MAX);
            (0..chunks).map(|_| among_values(begun, glue, &mut sought)).collect()
        }
    }
}

/// Rows of one table by keys of several columns; `begun` selects some columns of it. On Postgres
/// each key is looked up by itself: a plan that was made while the table was small is kept, and
/// else reads the whole index for each statement once it has grown.
pub(super) fn looked_up(
    dialect: Dialect,
    (table, columns): (&str, &[&str]),
    sought: Vec<Sought>,
) -> Vec<Statement> {
    let listed = |prefix: &str| {
        columns.iter().map(|column| format!(r#"{prefix}"{column}""#)).collect::<Vec<_>>().join(", ")
    };
    match dialect.capability().sets {
        _ if sought.first().is_none_or(|one| one.cells.len() == 0) => Vec::new(),
        Sets::Values => {
            let begun =
                Statement::text(&format!(r#"SELECT {} FROM "{table}""#, listed("")), Vec::new());
            among(dialect, &begun, " WHERE ", sought)
        }
        Sets::Arrays => {
            let numbered = || sought.iter().zip(1..);
            let arrays: Vec<String> = numbered()
                .map(|(one, number)| format!("${number}::{}[]", one.cells.element()))
                .collect();
            let keys: Vec<String> =
                numbered().map(|(_, number)| format!("gundb_c{number}")).collect();
            let equal: Vec<String> = numbered()
                .map(|(one, number)| format!(r#""{}" = gundb_c{number}"#, one.column))
                .collect();
            // OFFSET keeps the planner from joining the two in its own order.
            let sql = format!(
                r#"SELECT {} FROM UNNEST({}) AS gundb_keys({}) CROSS JOIN LATERAL (SELECT {} FROM "{table}" WHERE {} OFFSET 0) AS gundb_found"#,
                listed("gundb_found."),
                arrays.join(", "),
                keys.join(", "),
                listed(""),
                equal.join(" AND ")
            );
            let values = sought.into_iter().map(|one| Bound::Each(one.cells)).collect();
            vec![Statement { sql, values }]
        }
    }
}

fn among_arrays(begun: &Statement, glue: &str, sought: Vec<Sought>) -> Statement {
    let mut statement = begun.clone();
    let first = statement.values.len() + 1;
    let arrays: Vec<String> = sought
        .iter()
        .zip(first..)
        .map(|(one, number)| format!("${number}::{}[]", one.cells.element()))
        .collect();
    let condition = if let [one] = sought.as_slice() {
        let cast = one.cast.map_or_else(String::new, |cast| format!("::{cast}[]"));
        format!("{} = ANY({}{cast})", one.column, arrays[0])
    } else {
        let names: Vec<String> =
            (first..first + sought.len()).map(|number| format!("gundb_c{number}")).collect();
        let cast = |(one, name): (&Sought, &String)| match one.cast {
            Some(cast) => format!("{name}::{cast}"),
            None => name.clone(),
        };
        let cells: Vec<String> = sought.iter().zip(&names).map(cast).collect();
        let columns: Vec<&str> = sought.iter().map(|one| one.column.as_str()).collect();
        format!(
            "({}) IN (SELECT {} FROM UNNEST({}) AS gundb_keys({}))",
            columns.join(", "),
            cells.join(", "),
            arrays.join(", "),
            names.join(", ")
        )
    };
    statement.sql += glue;
    statement.sql += &condition;
    statement.values.extend(sought.into_iter().map(|one| Bound::Each(one.cells)));
    statement
}

/// Takes the next keys out; the last of them is repeated until the text is full.
fn among_values(begun: &Statement, glue: &str, sought: &mut [Sought]) -> Statement {
    let mut statement = begun.clone();
    let mut arrays: Vec<Array> =
        sought.iter_mut().map(|one| one.cells.take_front(SET_ROWS_MAX)).collect();
    let size = arrays[0].len().next_power_of_two();
    arrays.iter_mut().for_each(|cells| cells.fill(size));
    let columns: Vec<&str> = sought.iter().map(|one| one.column.as_str()).collect();
    statement.sql += &format!("{glue}({}) IN (", columns.join(", "));
    if columns.len() == 1 {
        statement.sql += "?";
        (1..size).for_each(|_| statement.sql += ", ?");
    } else {
        statement.sql += "VALUES ";
        push_tuples(&mut statement.sql, size, columns.len());
    }
    statement.sql += ")";
    statement.values.push(Bound::Rows { columns: arrays, rows: size, size });
    statement
}

fn push_tuples(sql: &mut String, rows: usize, columns: usize) {
    let tuple = format!("(?{})", ", ?".repeat(columns - 1));
    for row in 0..rows {
        *sql += if row > 0 { ", " } else { "" };
        *sql += &tuple;
    }
}

/// What Postgres calls the type of a value.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Double(_) => "float8",
        Value::String(_) => "text",
        Value::Bytes(_) => "bytea",
        _ => "int8",
    }
}
