//! Totals by plain SQL: the view tables are ordinary tables, on either database.

use std::io::Write as _;

use sqlx::{Connection as _, PgConnection, SqliteConnection};

const APPLICATIONS: &str = "SELECT COUNT(*), CAST(SUM(events) AS BIGINT),
    COUNT(CASE WHEN outcome = 'approved' THEN 1 END), COUNT(CASE WHEN outcome = 'declined' THEN 1 END),
    COUNT(CASE WHEN outcome = 'cancelled' THEN 1 END), COUNT(CASE WHEN outcome IS NULL THEN 1 END),
    CAST(SUM(amount) AS BIGINT), CAST(MIN(first_time) AS TEXT), CAST(MAX(last_time) AS TEXT)
    FROM applications";
const WORKLOAD: &str = "SELECT COUNT(*), CAST(SUM(events) AS BIGINT) FROM workload";
const FUNNEL: &str =
    "SELECT COUNT(DISTINCT activity), COUNT(DISTINCT day), CAST(SUM(events) AS BIGINT) FROM funnel";

type Applications =
    (i64, Option<i64>, i64, i64, i64, i64, Option<i64>, Option<String>, Option<String>);

type Workload = (i64, Option<i64>);
type Funnel = (i64, i64, Option<i64>);

/// Prints the totals of all three views.
pub(crate) async fn print(url: &str) -> anyhow::Result<()> {
    let (applications, workload, funnel): (Applications, Workload, Funnel) =
        if url.starts_with("sqlite") {
            let mut db = SqliteConnection::connect(url).await?;
            (
                sqlx::query_as(APPLICATIONS).fetch_one(&mut db).await?,
                sqlx::query_as(WORKLOAD).fetch_one(&mut db).await?,
                sqlx::query_as(FUNNEL).fetch_one(&mut db).await?,
            )
        } else {
            let mut db = PgConnection::connect(url).await?;
            (
                sqlx::query_as(APPLICATIONS).fetch_one(&mut db).await?,
                sqlx::query_as(WORKLOAD).fetch_one(&mut db).await?,
                sqlx::query_as(FUNNEL).fetch_one(&mut db).await?,
            )
        };
    let mut out = std::io::stdout().lock();
    let (count, events, approved, declined, cancelled, open, amount, first, last) = applications;
    writeln!(out, "applications   {count:>11}")?;
    writeln!(out, "events         {:>11}", events.unwrap_or(0))?;
    writeln!(out, "approved       {approved:>11}")?;
    writeln!(out, "declined       {declined:>11}")?;
    writeln!(out, "cancelled      {cancelled:>11}")?;
    writeln!(out, "open           {open:>11}")?;
    writeln!(out, "requested sum  {:>11}", amount.unwrap_or(0))?;
    writeln!(out, "from {} to {}", first.unwrap_or_default(), last.unwrap_or_default())?;
    writeln!(out, "workload: {} resources, {} events", workload.0, workload.1.unwrap_or(0))?;
    writeln!(
        out,
        "funnel: {} activities on {} days, {} events",
        funnel.0,
        funnel.1,
        funnel.2.unwrap_or(0)
    )?;
    Ok(())
}
