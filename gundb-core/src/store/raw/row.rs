//! Rows of raw SQL, whose columns are known only when they are there.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::words::{self, counted};
use crate::model::{Column, ColumnType, Value, parse_date, parse_decimal, parse_timestamp};
use crate::store::backend::RawCells;

/// A row of raw SQL.
#[derive(Clone, Debug, PartialEq)]
pub struct SqlRow {
    columns: Arc<[String]>,
    cells: RawCells,
}

impl SqlRow {
    pub(super) fn new(columns: &Arc<[String]>, cells: RawCells) -> Self {
        Self { columns: Arc::clone(columns), cells }
    }

    /// The cells with the names of their columns.
    pub(super) fn named_cells(&self) -> impl Iterator<Item = (&str, &Result<Value, String>)> {
        self.columns.iter().map(String::as_str).zip(&self.cells)
    }

    /// Names of the columns, from left to right.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The cells, from left to right, as the database typed them: a time, decimal or UUID of a view
    /// is a text on SQLite.
    ///
    /// # Errors
    /// A cell of a type that is none of a [`Value`]'s kinds.
    pub fn cells(&self) -> Result<Vec<Value>> {
        self.cells.iter().map(|cell| cell.clone().map_err(Error::invalid)).collect()
    }

    /// The cell of a column. What a type asks for is the same on every database: a time, day,
    /// decimal, UUID or JSON may be written as text, and read as text in the form that SQLite has
    /// it in; a truth may be 0 or 1, a double a whole number or a decimal, a decimal a whole
    /// number.
    ///
    /// # Errors
    /// No column of that name, or several; a cell of another type, or of one that is none of a
    /// [`Value`]'s kinds.
    pub fn get<T: Column>(&self, name: &str) -> Result<T> {
        let mut named = self.columns.iter().enumerate().filter(|(_, column)| *column == name);
        match (named.next(), named.next()) {
            (Some((index, _)), None) => typed(name, self.cells[index].clone()),
            (Some(_), Some(_)) => Err(Error::invalid(format!(
                "the SQL has several columns `{name}`; name them apart with AS"
            ))),
            (None, _) => Err(Error::invalid(format!(
                "the SQL has no column `{name}`; it has {}",
                self.columns.join(", ")
            ))),
        }
    }
}

/// What a row of raw SQL can become: a tuple of column types, a single one as `(T,)`.
pub trait FromSqlRow: Sized {
    /// The value of a row.
    ///
    /// # Errors
    /// Another number of columns, or a cell of another type.
    fn from_row(row: SqlRow) -> Result<Self>;
}

impl FromSqlRow for SqlRow {
    fn from_row(row: SqlRow) -> Result<Self> {
        Ok(row)
    }
}

macro_rules! tuples {
    ($(($($cell:ident),+);)*) => {$(
        impl<$($cell: Column),+> FromSqlRow for ($($cell,)+) {
            fn from_row(row: SqlRow) -> Result<Self> {
                let columns = Arc::clone(&row.columns);
                check_width(&columns, [$(stringify!($cell)),+].len())?;
                let mut cells = columns.iter().zip(row.cells);
                let mut next = || cells.next().expect("the columns are counted");
                Ok(($({
                    let (name, cell) = next();
                    typed::<$cell>(name, cell)?
                },)+))
            }
        }
    )*};
}

tuples! {
    (A);
    (A, B);
    (A, B, C);
    (A, B, C, D);
    (A, B, C, D, E);
    (A, B, C, D, E, F);
    (A, B, C, D, E, F, G);
    (A, B, C, D, E, F, G, H);
}

fn check_width(columns: &[String], width: usize) -> Result<()> {
    if columns.len() == width {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "the SQL has {} ({}), but is read as {width}; read as many as there are",
        counted(columns.len(), "column"),
        columns.join(", ")
    )))
}

fn typed<T: Column>(name: &str, cell: Result<Value, String>) -> Result<T> {
    let cell = cell.map_err(Error::invalid)?;
    let kind = std::any::type_name::<T>();
    if cell == Value::Null && !T::NULLABLE {
        return Err(Error::invalid(format!(
            "column `{name}` is NULL here; read it as Option<{kind}>"
        )));
    }
    let shown = words::cell(&cell);
    let read = T::from_value(alike(T::TYPE, cell));
    read.map_err(|_| {
        Error::invalid(format!("column `{name}` holds {shown}, which can't be read as {kind}"))
    })
}

/// The cell as the type has it, where databases write it differently.
#[expect(clippy::cast_precision_loss, reason = "only whole numbers that a double holds")]
fn alike(wanted: ColumnType, cell: Value) -> Value {
    const EXACT_MAX: u64 = 1 << 53;
    match (wanted, cell) {
        (ColumnType::Bool, Value::Int(flag @ (0 | 1))) => Value::Bool(flag == 1),
        (ColumnType::Real, Value::Int(number)) if number.unsigned_abs() <= EXACT_MAX => {
            Value::Real(number as f64)
        }
        (ColumnType::Real, Value::Decimal(decimal)) => {
            // By its text: the nearest double, which arithmetic might miss.
            decimal.to_string().parse().map_or(Value::Decimal(decimal), Value::Real)
        }
        (ColumnType::Decimal, Value::Int(number)) => Value::Decimal(number.into()),
        (ColumnType::Text, cell) => as_text(cell),
        (_, Value::Text(text)) => of_text(wanted, &text).unwrap_or(Value::Text(text)),
        (_, cell) => cell,
    }
}

/// A cell as SQLite has it in a column of a type that it has not; any other as it is.
pub(super) fn as_text(cell: Value) -> Value {
    Value::Text(match cell {
        Value::Time(time) => format!("{time:.6}"),
        Value::Date(date) => date.to_string(),
        Value::Decimal(decimal) => decimal.to_string(),
        Value::Uuid(uuid) => uuid.to_string(),
        Value::Json(text) => text,
        other => return other,
    })
}

/// What such a text means.
fn of_text(wanted: ColumnType, text: &str) -> Option<Value> {
    match wanted {
        ColumnType::Time => parse_timestamp(text).map(Value::Time),
        ColumnType::Date => parse_date(text).map(Value::Date),
        ColumnType::Decimal => parse_decimal(text).map(Value::Decimal),
        ColumnType::Uuid => text.parse().ok().map(Value::Uuid),
        ColumnType::Json => Some(Value::Json(text.to_owned())),
        _ => None,
    }
}
