//! `gundb view`: which views there are, and their rows.

mod ask;
mod explained;
mod list;
mod rebuild;
mod row;
mod show;

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
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

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    match args.command {
        Command::List(args) => list::run(args, global, stdio).await,
        Command::Rebuild(args) => rebuild::run(args, global, stdio).await,
        Command::Show(args) => show::run(args, global, stdio).await,
    }
}
