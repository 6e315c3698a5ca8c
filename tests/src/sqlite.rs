//! Fresh SQLite databases.

use std::path::PathBuf;

use tempfile::TempDir;

/// A directory for one SQLite database; it and all in it are removed when this is dropped.
#[derive(Debug)]
pub struct Database {
    directory: TempDir,
    url: String,
}

impl Database {
    /// `sqlite://<directory>/test.db`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database file. It does not exist before something opens the URL.
    pub fn path(&self) -> PathBuf {
        self.directory.path().join("test.db")
    }
}

/// A fresh directory with the URL of a database file that does not exist yet.
///
/// # Panics
/// If no temporary directory can be made.
pub fn fresh_database() -> Database {
    let directory = TempDir::with_prefix("gundb-sqlite-").expect("a temporary directory");
    let url = format!("sqlite://{}", directory.path().join("test.db").display());
    Database { directory, url }
}
