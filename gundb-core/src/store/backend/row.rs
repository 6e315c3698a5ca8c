//! Rows of either driver, read cell by cell from left to right.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type};

use crate::error::{Error, Result};
use crate::model::{
    ColumnDescription, ColumnType, Value, parse_date, parse_decimal, parse_timestamp,
};

/// A row of either driver.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// The cells of one row, taken from left to right.
pub(in crate::store) struct Cells {
    row: Row,
    next: usize,
}

impl Cells {
    pub(super) fn new(row: Row) -> Self {
        Self { row, next: 0 }
    }

    pub(super) fn row(&self) -> &Row {
        &self.row
    }

    /// Passes a cell over; its index.
    pub(super) fn advance(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    fn take<T>(&mut self) -> Result<T>
    where
        T: for<'r> Decode<'r, Sqlite>
            + Type<Sqlite>
            + for<'r> Decode<'r, Postgres>
            + Type<Postgres>,
    {
        let index = self.next;
        self.next += 1;
        // Unchecked: Postgres columns are as narrow as their values allow, and decode into wider
        // ones.
        match &self.row {
            Row::Sqlite(row) => row.try_get_unchecked(index),
            Row::Postgres(row) => row.try_get_unchecked(index),
        }
        .map_err(|error| Error::corrupt(format!("cell {index} of a row can't be read: {error}")))
    }

    /// A cell that is never NULL in what GunDB writes. (Unchecked decoding on SQLite would make 0
    /// or "" of NULL.)
    fn required<T>(&mut self) -> Result<T>
    where
        Option<T>: for<'r> Decode<'r, Sqlite>
            + Type<Sqlite>
            + for<'r> Decode<'r, Postgres>
            + Type<Postgres>,
    {
        let cell: Option<T> = self.take()?;
        cell.ok_or_else(|| Error::corrupt(format!("cell {} of a row is NULL", self.next - 1)))
    }

    pub(in crate::store) fn int(&mut self) -> Result<i64> {
        self.required()
    }

    pub(in crate::store) fn opt_int(&mut self) -> Result<Option<i64>> {
        self.take()
    }

    /// A number that we never store negative.
    pub(in crate::store) fn number(&mut self) -> Result<u64> {
        let number = self.int()?;
        u64::try_from(number).map_err(|_| {
            Error::corrupt(format!("cell {} holds {number}, below zero", self.next - 1))
        })
    }

    pub(in crate::store) fn text(&mut self) -> Result<String> {
        self.required()
    }

    pub(in crate::store) fn opt_text(&mut self) -> Result<Option<String>> {
        self.take()
    }

    pub(in crate::store) fn bytes(&mut self) -> Result<Vec<u8>> {
        self.required()
    }

    pub(in crate::store) fn opt_bytes(&mut self) -> Result<Option<Vec<u8>>> {
        self.take()
    }

    /// A cell of a view column.
    pub(in crate::store) fn value(&mut self, column: &ColumnDescription) -> Result<Value> {
        let unreadable = |text: String| {
            Error::corrupt(format!(
                "column `{}` holds `{text}`, which is not of type `{}`",
                column.name,
                column.column_type.name()
            ))
        };
        let value = match column.column_type {
            ColumnType::Bool => self.take::<Option<bool>>()?.map(Value::Bool),
            ColumnType::Int => self.take::<Option<i64>>()?.map(Value::Int),
            ColumnType::Real => self.take::<Option<f64>>()?.map(Value::Real),
            ColumnType::Text => self.opt_text()?.map(Value::Text),
            ColumnType::Time => self
                .opt_text()?
                .map(|text| parse_timestamp(&text).map(Value::Time).ok_or_else(|| unreadable(text)))
                .transpose()?,
            ColumnType::Date => self
                .opt_text()?
                .map(|text| parse_date(&text).map(Value::Date).ok_or_else(|| unreadable(text)))
                .transpose()?,
            ColumnType::Decimal => self
                .opt_text()?
                .map(|text| {
                    parse_decimal(&text).map(Value::Decimal).ok_or_else(|| unreadable(text))
                })
                .transpose()?,
            ColumnType::Uuid => self
                .opt_text()?
                .map(|text| text.parse().map(Value::Uuid).map_err(|_| unreadable(text)))
                .transpose()?,
            ColumnType::Bytes => self.opt_bytes()?.map(Value::Bytes),
            ColumnType::Json => self.opt_text()?.map(Value::Json),
        };
        Ok(value.unwrap_or(Value::Null))
    }
}
