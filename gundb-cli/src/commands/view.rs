//! `gundb view`: which views there are, and their rows.

mod list;
mod rebuild;
mod show;

use gundb::Gundb;

use crate::Stdio;
use crate::args::Global;
use crate::exit::{Exit, Failure};
use crate::help::examples;

/// List views, show the rows of one, or rebuild it
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    #[command(after_help = examples::VIEW_LIST)]
    List(list::Args),
    #[command(after_help = examples::VIEW_SHOW)]
    Show(show::Args),
    #[command(after_help = examples::VIEW_REBUILD)]
    Rebuild(rebuild::Args),
}

pub(crate) async fn run(args: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    match args.command {
        Command::List(args) => list::run(args, global, stdio).await,
        Command::Rebuild(args) => rebuild::run(args, global, stdio).await,
        Command::Show(args) => show::run(args, global, stdio).await,
    }
}

/// The error of a command about a view; with where views come from, where the database has none.
async fn explained(error: impl Into<anyhow::Error>, db: &Gundb) -> anyhow::Error {
    let error = error.into();
    let is_invalid = error.downcast_ref::<gundb::Error>().is_some_and(gundb::Error::is_invalid);
    if !is_invalid || !db.views().await.is_ok_and(|views| views.is_empty()) {
        return error;
    }
    let how = "views come with `gundb model apply FILE`, or with the application that has their code";
    Failure::invalid(format!("{error}; {how}")).into()
}
