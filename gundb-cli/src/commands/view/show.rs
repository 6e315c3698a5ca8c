//! `gundb view show`: the rows of a view, or totals over them.

use gundb::Gundb;
use gundb::model::{ColumnDescription, Value};
use gundb::view::{Direction, NamedQuery, RowFilter, Total, TotalValue};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::ask;
use super::explained::explained;
use super::row::{Row, column, shown};
use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::text::Column;
use crate::output::{List, Record, json};
use crate::values;

/// Show the rows of a view, by key, or totals over them
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Name of the view
    name: String,
    /// Only these columns, in this order
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    columns: Vec<String>,
    /// Only rows for which this holds: COLUMN=VALUE (or != < <= > >=), `COLUMN is null`,
    /// `COLUMN is not null`
    #[arg(long = "where", value_name = "CONDITION", value_parser = ask::filter)]
    filters: Vec<RowFilter>,
    /// In the order of a column, or backwards: COLUMN:desc
    #[arg(long, value_name = "COLUMN[:desc]", value_parser = ask::order)]
    order: Vec<(String, Direction)>,
    /// At most N rows
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number)]
    limit: Option<u64>,
    /// Skip the first N rows
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::number, default_value_t = 0)]
    offset: u64,
    /// Instead of rows: count, sum:COLUMN, min:COLUMN or max:COLUMN
    #[arg(long, value_name = "TOTAL", value_parser = ask::total, conflicts_with = "columns")]
    total: Option<Total>,
    /// A total for each group of rows with equal cells in these columns
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',', requires = "total")]
    by: Vec<String>,
}

pub(super) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    global
        .with_db(async |db| {
            let done = match &args.total {
                None => show_rows(&args, db, global, stdio).await,
                Some(total) => show_totals(&args, total, db, global, stdio).await,
            };
            match done {
                Ok(()) => Ok(Exit::Done),
                Err(error) => Err(explained(error, db).await),
            }
        })
        .await
}

impl Args {
    fn query(&self) -> NamedQuery {
        let mut query = NamedQuery::new(&self.name).offset(self.offset);
        query = self.filters.iter().cloned().fold(query, NamedQuery::filter);
        for (column, direction) in &self.order {
            query = query.order_by(column, *direction);
        }
        if let Some(limit) = self.limit {
            query = query.limit(limit);
        }
        if self.columns.is_empty() { query } else { query.columns(&self.columns) }
    }
}

async fn show_rows(
    args: &Args,
    db: &Gundb,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<()> {
    let mut rows = args.query().stream(db).await?;
    let columns = rows.columns().to_vec();
    let mut list = List::new(global.format, columns.iter().map(column).collect(), stdio.out);
    while let Some(cells) = rows.next().await? {
        list.push(&Row { columns: &columns, cells: &cells })?;
    }
    Ok(list.finish()?)
}

async fn show_totals(
    args: &Args,
    total: &Total,
    db: &Gundb,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<()> {
    let (query, by): (_, Vec<&str>) = (args.query(), args.by.iter().map(String::as_str).collect());
    let (columns, groups) = if by.is_empty() {
        (Vec::new(), vec![(Vec::new(), query.total(db, total).await?)])
    } else {
        let groups = query.totals_by(db, &by, total).await?.into_iter();
        let columns = query.columns(by).stream(db).await?.columns().to_vec();
        (columns, groups.map(|group| (group.group, group.total)).collect())
    };
    let name = name_of(total);
    let shown_columns = columns.iter().map(column).chain([Column::number(&name)]).collect();
    let mut list = List::new(global.format, shown_columns, stdio.out);
    for (group, total) in &groups {
        list.push(&Group { columns: &columns, group, name: &name, total })?;
    }
    Ok(list.finish()?)
}

fn name_of(total: &Total) -> String {
    match total {
        Total::Sum(column) => format!("sum_{column}"),
        Total::Min(column) => format!("min_{column}"),
        Total::Max(column) => format!("max_{column}"),
        _ => "count".to_owned(),
    }
}

/// A group with its total.
struct Group<'a> {
    columns: &'a [ColumnDescription],
    group: &'a [Value],
    name: &'a str,
    total: &'a TotalValue,
}

impl Serialize for Group<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.group.len() + 1))?;
        Row { columns: self.columns, cells: self.group }.entries(&mut map)?;
        match self.total {
            TotalValue::Count(count) => map.serialize_entry(self.name, count)?,
            TotalValue::Whole(sum) => map.serialize_entry(self.name, sum)?,
            TotalValue::Cell(cell) => map.serialize_entry(self.name, &cell.to_json())?,
            other => map.serialize_entry(self.name, &other.to_string())?,
        }
        map.end()
    }
}

impl Record for Group<'_> {
    fn json(&self) -> String {
        json::text(self)
    }

    fn cells(&self) -> Vec<String> {
        let total = match self.total {
            TotalValue::Cell(cell) => shown(cell),
            other => other.to_string(),
        };
        self.group.iter().map(shown).chain([total]).collect()
    }
}
