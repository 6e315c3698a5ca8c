//! A row of a view as it is printed.

use gundb::model::{ColumnDescription, ColumnType, Value};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::output::text::Column;
use crate::output::{Record, json};

pub(super) struct Row<'a> {
    pub(super) columns: &'a [ColumnDescription],
    pub(super) cells: &'a [Value],
}

impl Row<'_> {
    /// Writes each cell under its column's name.
    pub(super) fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        for (column, cell) in self.columns.iter().zip(self.cells) {
            match cell {
                Value::Null => map.serialize_entry(&column.name, &())?,
                Value::Bool(flag) => map.serialize_entry(&column.name, flag)?,
                Value::Int(number) => map.serialize_entry(&column.name, number)?,
                Value::Real(number) => map.serialize_entry(&column.name, number)?,
                Value::Json(_) | Value::Bytes(_) => {
                    map.serialize_entry(&column.name, &cell.to_json())?
                }
                other => map.serialize_entry(&column.name, &shown(other))?,
            }
        }
        Ok(())
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        self.entries(&mut map)?;
        map.end()
    }
}

impl Record for Row<'_> {
    fn json(&self) -> String {
        json::text(self)
    }

    fn cells(&self) -> Vec<String> {
        self.cells.iter().map(shown).collect()
    }
}

pub(super) fn shown(cell: &Value) -> String {
    match cell {
        Value::Null => "NULL".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        // The shortest digits that give the same double back, with an exponent where that is short.
        Value::Real(number) => format!("{number:?}"),
        Value::Text(text) => text.clone(),
        Value::Time(time) => format!("{time:.6}"),
        Value::Date(date) => date.to_string(),
        Value::Decimal(decimal) => decimal.to_string(),
        Value::Uuid(uuid) => uuid.to_string(),
        Value::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Value::Json(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

pub(super) fn column(column: &ColumnDescription) -> Column {
    match column.column_type {
        ColumnType::Int | ColumnType::Real => Column::number(&column.name),
        _ => Column::text(&column.name),
    }
}
