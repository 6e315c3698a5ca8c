//! `gundb model export`.

use crate::Stdio;
use crate::exit::Exit;
use crate::global::Global;

/// Print the model as a file that `gundb model apply` takes
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(super) async fn run(_: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    global.refuse_format("model export")?;
    global
        .with_db(async |db| {
            write!(stdio.out, "{}", db.model().await?.to_json())?;
            Ok(Exit::Done)
        })
        .await
}
