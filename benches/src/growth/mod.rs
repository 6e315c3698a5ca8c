//! A database that grows: append rate and bytes for each event, at several sizes.

mod args;
mod mark;
mod report;

pub use args::Args;

use anyhow::Result;

use crate::conditions::Conditions;
use crate::database::{Database, Kind, Postgres, Sqlite};
use crate::drive::Callers;
use crate::raw::Raw;
use crate::{ours, page};

/// Fills both sides from mark to mark, and reports each database as soon as it is done.
///
/// # Errors
/// A database that can't be reached, read or written; a page that can't be renewed.
pub async fn run(args: &Args) -> Result<()> {
    for kind in args.databases() {
        match kind {
            Kind::Sqlite => measure(Sqlite::new()?, args).await?,
            Kind::Postgres => {
                measure(Postgres::connect(args.postgres_url.as_deref()).await?, args).await?
            }
        }
    }
    Ok(())
}

/// All marks on one database.
async fn measure<D: Database>(mut database: D, args: &Args) -> Result<()> {
    let conditions = Conditions::begin(database.describe(args.durability).await?)?;
    let fresh = database.fresh(args.durability).await?;
    let db = ours::open(&fresh.url, false, args.durability).await?;
    let callers = args.callers.min(args.streams);
    let mut ours = Callers::new(db.clone(), callers, args.streams);
    let mut raw = Callers::new(Raw::queued(fresh.raw, false), callers, args.streams);
    let mut marks = Vec::new();
    for events in args.marks() {
        let mark = mark::measure(&mut database, &mut ours, &mut raw, events).await?;
        eprintln!("{}, {}", D::NAME, mark.summary());
        marks.push(mark);
    }
    drop(ours);
    db.close().await;
    let block = conditions.end(&args.describe())? + &report::table(&marks);
    page::put(args.out.as_deref(), &format!("{} growth", D::NAME).to_lowercase(), &block)?;
    database.close().await
}
