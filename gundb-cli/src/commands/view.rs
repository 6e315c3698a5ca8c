//! `gundb view`: which views there are, and their rows.

mod list;
mod show;

use crate::Stdio;
use crate::args::Global;
use crate::exit::Exit;
use crate::help::examples;

/// List views, or show the rows of one
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
}

pub(crate) async fn run(args: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    match args.command {
        Command::List(args) => list::run(args, global, stdio).await,
        Command::Show(args) => show::run(args, global, stdio).await,
    }
}
