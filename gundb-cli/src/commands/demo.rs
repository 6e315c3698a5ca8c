//! `gundb demo`: a small bank on two nodes, on real databases.

use crate::exit::Exit;
use crate::global::Global;
use crate::{Stdio, demo};

const DATABASE_URL: &str = "sqlite://gundb-demo.db";

/// Show what GunDB does: two nodes that write apart and meet, in ./gundb-demo.db and
/// ./gundb-demo-ship.db
///
/// The second node is a SQLite file beside the first one: NAME-ship.db beside NAME.db; NAME-ship.db
/// in the current directory where the first one is the database NAME of a Postgres server. Only
/// --database-url names another database: DATABASE_URL and gundb.toml may point to one that
/// matters. Run it again, and it continues with what is there.
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) async fn run(_: Args, global: &Global, stdio: &mut Stdio<'_>) -> anyhow::Result<Exit> {
    global.refuse_format("demo")?;
    let url = global.database_url.as_deref().unwrap_or(DATABASE_URL);
    demo::write_story(url, stdio.out).await?;
    Ok(Exit::Done)
}
