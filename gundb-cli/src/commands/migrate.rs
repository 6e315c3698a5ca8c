//! `gundb migrate`: the tables of the database, brought to this program's version.

use gundb::store::{Migration, Migrations};
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::help::examples;
use crate::output::text::Column;
use crate::output::{List, Record, json};
use crate::{Stdio, config};

/// Create or update the tables, or show what is missing
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Apply what is missing; creates a missing SQLite file
    #[command(after_help = examples::MIGRATE_RUN)]
    Run,
    /// Show which migrations are applied; changes nothing
    #[command(after_help = examples::MIGRATE_STATUS)]
    Status,
}

#[derive(Serialize)]
struct Listed<'a> {
    version: u64,
    name: &'a str,
    applied: bool,
}

impl Record for Migration {
    fn json(&self) -> String {
        json::text(&Listed { version: self.version, name: &self.name, applied: self.applied })
    }

    fn cells(&self) -> Vec<String> {
        let applied = if self.applied { "yes" } else { "no" };
        vec![self.version.to_string(), self.name.clone(), applied.to_owned()]
    }
}

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    let database = config::database_url(global.database_url.as_deref())?;
    let migrations = match args.command {
        Command::Run => Migrations::run(&database.url).await,
        Command::Status => Migrations::status(&database.url).await,
    };
    let migrations = migrations.map_err(|error| Failure::opening(&error, &database.hint()))?;
    if migrations.is_empty() {
        writeln!(stdio.err, "nothing to do: all migrations were applied already")?;
    }
    let columns = vec![Column::number("version"), Column::text("name"), Column::text("applied")];
    let mut list = List::new(global.format, columns, stdio.out);
    migrations.iter().try_for_each(|migration| list.push(migration))?;
    list.finish()?;
    if migrations.iter().any(|migration| !migration.applied) {
        writeln!(stdio.err, "some migrations are missing; apply them with `gundb migrate run`")?;
    }
    Ok(Exit::Done)
}
