//! The command line as a whole: which commands there are.

use clap::{Parser, Subcommand};

use crate::commands::{
    append, completions, conflicts, demo, export, help, import, migrate, model, read, streams,
    sync, verify, view,
};
use crate::global::Global;
use crate::help::{TEMPLATE, examples};

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
