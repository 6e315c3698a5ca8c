//! Us against the raw databases: appends, loads and rebuilds, in turns.

mod append;
mod args;
mod case;
mod fill;
mod read;
mod report;

pub use args::Args;

use anyhow::Result;

use crate::conditions::Conditions;
use crate::database::{Database, Kind, Postgres, Sqlite};
use crate::durability::Durability;
use crate::page;
use case::Cases;

/// Measures the cases on the databases, and reports each table as soon as it is there.
///
/// # Errors
/// A database that can't be reached, read or written; what was read is not what was written; a page
/// that can't be renewed.
pub async fn run(args: &Args) -> Result<()> {
    let cases = case::named(&args.cases)?;
    for kind in args.databases() {
        match kind {
            Kind::Sqlite => measure(Sqlite::new()?, &cases, args).await?,
            Kind::Postgres => {
                measure(Postgres::connect(args.postgres_url.as_deref()).await?, &cases, args)
                    .await?
            }
        }
    }
    Ok(())
}

/// All cases on one database.
async fn measure<D: Database>(mut database: D, cases: &Cases, args: &Args) -> Result<()> {
    if !cases.appends.is_empty() {
        for durability in args.durabilities() {
            let block = appends(&mut database, cases, durability, args).await?;
            let name = format!("{} append {}", D::NAME, durability.name());
            page::put(args.out.as_deref(), &name.to_lowercase(), &block)?;
        }
    }
    if !cases.reads.is_empty() {
        // What was promised of appends does not matter to those who read.
        let durability = args.durabilities()[0];
        let block = reads(&mut database, cases, durability, args).await?;
        page::put(args.out.as_deref(), &format!("{} read", D::NAME).to_lowercase(), &block)?;
    }
    database.close().await
}

async fn appends<D: Database>(
    database: &mut D,
    cases: &Cases,
    durability: Durability,
    args: &Args,
) -> Result<String> {
    let conditions = Conditions::begin(database.describe(durability).await?)?;
    let mut lines = Vec::new();
    for &case in &cases.appends {
        let comparison = append::run(database, case, durability, args.effort()).await?;
        eprintln!("{}, {}: {}", D::NAME, durability.name(), comparison.summary(case.name));
        lines.push(report::append(case.name, &comparison));
    }
    Ok(conditions.end(&args.effort().describe())? + report::APPEND + &lines.concat())
}

async fn reads<D: Database>(
    database: &mut D,
    cases: &Cases,
    durability: Durability,
    args: &Args,
) -> Result<String> {
    let conditions = Conditions::begin(database.describe(durability).await?)?;
    let mut lines = Vec::new();
    for &case in &cases.reads {
        let reading = read::run(database, case, durability, args.effort()).await?;
        eprintln!("{}: {}", D::NAME, reading.parsed.summary(case.name));
        lines.push(report::read(case.name, &reading));
    }
    Ok(conditions.end(&args.effort().describe_reads())? + report::READ + &lines.concat())
}
