//! `gundb view rebuild`.

use super::explained::explained;
use crate::exit::Exit;
use crate::global::Global;
use crate::{Stdio, waiting};

/// Fold a view again from nothing beside its table, and swap the two; interrupted, run it again
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Name of the view
    name: String,
}

pub(super) async fn run(
    args: Args,
    global: &Global,
    stdio: &mut Stdio<'_>,
) -> anyhow::Result<Exit> {
    global.refuse_format("view rebuild")?;
    global
        .with_db(async |db| {
            if let Err(error) = waiting::watched(db, &args.name, db.rebuild_view(&args.name)).await
            {
                return Err(explained(error, db).await);
            }
            writeln!(stdio.err, "view `{}` is rebuilt", args.name)?;
            Ok(Exit::Done)
        })
        .await
}
