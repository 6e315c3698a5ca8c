//! What every command takes: which database, and the format of what is shown.

use gundb::Gundb;

use crate::config;
use crate::exit::{Exit, Failure};
use crate::output::{Format, Kind};

/// What every command takes.
#[derive(clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE; else DATABASE_URL, else gundb.toml
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    #[command(flatten)]
    pub(crate) format: Format,
}

impl Global {
    /// Opens the database for one piece of work, creates nothing, and closes it afterwards.
    pub(crate) async fn with_db(
        &self,
        work: impl AsyncFnOnce(&Gundb) -> anyhow::Result<Exit>,
    ) -> anyhow::Result<Exit> {
        let database = config::database_url(self.database_url.as_deref())?;
        let db = opened(&database.url, &database.hint()).await?;
        let done = work(&db).await;
        db.close().await;
        done
    }

    /// For commands that speak to people only.
    pub(crate) fn refuse_format(&self, command: &str) -> anyhow::Result<()> {
        if self.format.kind == Kind::Text {
            return Ok(());
        }
        Err(Failure::usage(format!("`gundb {command}` has no --format; leave it out")).into())
    }
}

/// Opens a database, and creates nothing; `hint` ends the message where that fails.
pub(crate) async fn opened(url: &str, hint: &str) -> Result<Gundb, Failure> {
    let opened = Gundb::builder().migrate(false).open(url).await;
    opened.map_err(|error| Failure::opening(&error, hint))
}
