//! `gundb view list`.

use gundb::model::ColumnType;
use gundb::store::ViewInfo;
use serde::Serialize;

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
use crate::output::text::Column;
use crate::output::{List, Record, json};

/// List the views that the database keeps
#[derive(clap::Args)]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    version: u32,
    state: &'a str,
    position: u64,
    last_position: u64,
    key: Vec<&'a str>,
    columns: Vec<ListedColumn<'a>>,
    events: &'a [String],
}

#[derive(Serialize)]
struct ListedColumn<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    column_type: ColumnType,
    nullable: bool,
    index: bool,
}

impl Record for ViewInfo {
    fn json(&self) -> String {
        let view = &self.description;
        let columns = view.columns.iter().map(|column| ListedColumn {
            name: &column.name,
            column_type: column.column_type,
            nullable: column.nullable,
            index: column.index,
        });
        json::text(&Listed {
            name: &view.table,
            version: view.version,
            state: self.state.as_str(),
            position: self.position,
            last_position: self.last_position,
            key: view.key_columns().map(|column| column.name.as_str()).collect(),
            columns: columns.collect(),
            events: &view.events,
        })
    }

    fn cells(&self) -> Vec<String> {
        let view = &self.description;
        let names: Vec<&str> = view.columns.iter().map(|column| column.name.as_str()).collect();
        vec![
            view.table.clone(),
            view.version.to_string(),
            standing(self),
            names.join(", "),
            view.events.join(", "),
        ]
    }
}

/// The state, and how far a view is that has not folded all.
fn standing(view: &ViewInfo) -> String {
    if view.state.is_caught_up() {
        return view.state.to_string();
    }
    let percent = view.position.saturating_mul(100) / view.last_position.max(1);
    format!("{} {percent} %", view.state)
}

pub(super) async fn run(_: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    global
        .with_db(async |db| {
            let columns = ["state", "columns", "events"].map(Column::text);
            let columns =
                [Column::text("name"), Column::number("version")].into_iter().chain(columns);
            let mut list = List::new(global.format, columns.collect(), stdio.out);
            let mut views = db.views().await?;
            let by_name = |view: &ViewInfo| {
                (view.description.table.clone(), view.description.version, view.is_beside)
            };
            views.sort_by_key(by_name);
            views.iter().try_for_each(|view| list.push(view))?;
            list.finish()?;
            Ok(Exit::Done)
        })
        .await
}
