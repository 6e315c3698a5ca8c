//! Connecting to whatever database a URL names.

use super::options::OpenOptions;
use super::pools::Pools;
use super::url::DatabaseUrl;
use super::{postgres, sqlite};
use crate::error::Result;
use crate::sql::Dialect;

impl Pools {
    /// Connects, and fails at once where there is nothing to connect to.
    pub(in crate::store) async fn connect(url: &DatabaseUrl, options: OpenOptions) -> Result<Self> {
        match url.dialect() {
            Dialect::Sqlite => sqlite::connect(url, options).await,
            Dialect::Postgres => {
                postgres::connect(url, options).await.map(|pools| Self::Postgres(Box::new(pools)))
            }
        }
    }
}
