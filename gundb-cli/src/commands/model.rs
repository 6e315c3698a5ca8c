//! `gundb model`: what the database knows of streams, events and views, as a file and from one.

mod apply;
mod export;
mod show;

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;
use crate::help::examples;

/// Show the model, write it to a file, or take one from a file
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    #[command(after_help = examples::MODEL_SHOW)]
    Show(show::Args),
    #[command(after_help = examples::MODEL_EXPORT)]
    Export(export::Args),
    #[command(after_help = examples::MODEL_APPLY)]
    Apply(apply::Args),
}

pub(crate) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    match args.command {
        Command::Show(args) => show::run(args, global, stdio).await,
        Command::Export(args) => export::run(args, global, stdio).await,
        Command::Apply(args) => apply::run(args, global, stdio).await,
    }
}
