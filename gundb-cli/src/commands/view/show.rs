//! `gundb view show`.

use gundb::model::{ColumnDescription, ColumnType, Value};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::explained::explained;
use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::text::Column;
use crate::output::{List, Record, json};
use crate::values;

/// Show the rows of a view, by key
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Name of the view
    name: String,
    /// At most N rows
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number)]
    limit: Option<u64>,
    /// Skip the first N rows
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number, default_value_t = 0)]
    offset: u64,
}

struct Row<'a> {
    columns: &'a [ColumnDescription],
    cells: &'a [Value],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            match cell {
                Value::Null => map.serialize_entry(&column.name, &())?,
                Value::Bool(flag) => map.serialize_entry(&column.name, flag)?,
                Value::Int(number) => map.serialize_entry(&column.name, number)?,
                Value::Real(number) => map.serialize_entry(&column.name, number)?,
                Value::Json(_) | Value::Bytes(_) => map.serialize_entry(&column.name, &cell.to_json())?,
                other => map.serialize_entry(&column.name, &shown(other))?,
            }
        }
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

fn shown(cell: &Value) -> String {
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
    }
}

fn column(column: &ColumnDescription) -> Column {
    match column.column_type {
        ColumnType::Int | ColumnType::Real => Column::number(&column.name),
        _ => Column::text(&column.name),
    }
}

pub(super) async fn run(args: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    global
        .with_db(async |db| {
            let mut pages = match db.view_pages(&args.name, args.limit, args.offset).await {
                Ok(pages) => pages,
                Err(error) => return Err(explained(error, db).await),
            };
            let columns = pages.columns().to_vec();
            let mut list = List::new(global.format, columns.iter().map(column).collect(), stdio.out);
            while let Some(rows) = pages.next().await? {
                for cells in &rows {
                    list.push(&Row { columns: &columns, cells })?;
                }
            }
            list.finish()?;
            Ok(Exit::Done)
        })
        .await
}
