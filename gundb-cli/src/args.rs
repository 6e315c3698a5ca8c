//! The command line as a whole: what every command takes, and which commands there are.

use clap::{Parser, Subcommand};
use gundb::Gundb;

use crate::commands::{
    append, completions, conflicts, demo, export, help, import, migrate, model, read, streams, sync, verify,
    view,
};
use crate::config;
use crate::exit::{Exit, Failure};
use crate::help::{TEMPLATE, examples};
use crate::output::{Format, Kind};

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 other failure, 2 usage, 3 conflict, 4 input refused, 5 database unavailable,
            6 tables not migrated or model contradicts them, 7 the database holds something wrong,
            8 a view has not caught up.
`gundb COMMAND --help` has examples.";

/// Append, read and check events in SQLite and Postgres
#[derive(Parser)]
#[command(name = "gundb", version, after_help = AFTER_HELP, arg_required_else_help = true)]
#[command(disable_help_subcommand = true, help_template = TEMPLATE)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE; else DATABASE_URL, else gundb.toml
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Migrate(migrate::Args),
    #[command(after_help = examples::DEMO)]
    Demo(demo::Args),
    #[command(after_help = examples::APPEND)]
    Append(append::Args),
    #[command(after_help = examples::READ)]
    Read(read::Args),
    #[command(after_help = examples::STREAMS)]
    Streams(streams::Args),
    #[command(after_help = examples::IMPORT)]
    Import(import::Args),
    #[command(after_help = examples::EXPORT)]
    Export(export::Args),
    View(view::Args),
    #[command(after_help = examples::CONFLICTS)]
    Conflicts(conflicts::Args),
    Model(model::Args),
    #[command(after_help = examples::SYNC)]
    Sync(sync::Args),
    #[command(after_help = examples::VERIFY)]
    Verify(verify::Args),
    #[command(after_help = examples::COMPLETIONS)]
    Completions(completions::Args),
    #[command(after_help = examples::HELP)]
    Help(help::Args),
}

impl Global {
    /// Opens the database for one piece of work, creates nothing, and closes it afterwards.
    pub(crate) async fn with_db(
        &self,
        work: impl AsyncFnOnce(&Gundb) -> anyhow::Result<Exit>,
    ) -> anyhow::Result<Exit> {
        let database = config::database_url(self.database_url.as_deref())?;
        let db = opened(&database.url, &database.hint()).await?;
        let done = work(&db).await;
        db.close().await;
        done
    }

    /// For commands that speak to people only.
    pub(crate) fn refuse_format(&self, command: &str) -> anyhow::Result<()> {
        if self.format.kind == Kind::Text {
            return Ok(());
        }
        Err(Failure::usage(format!("`gundb {command}` has no --format; leave it out")).into())
    }
}

/// Opens a database, and creates nothing; `hint` ends the message where that fails.
pub(crate) async fn opened(url: &str, hint: &str) -> Result<Gundb, Failure> {
    let opened = Gundb::builder().migrate(false).open(url).await;
    opened.map_err(|error| Failure::opening(&error, hint))
}
