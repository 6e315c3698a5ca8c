//! Fresh databases on the shared server.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use super::server_url;

/// A database of its own on the shared server; dropped with the guard, as far as that is possible.
#[derive(Debug)]
pub struct Database {
    server: &'static str,
    name: String,
    url: String,
}

impl Database {
    /// `postgres://…/gundb_test_<random>`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Creates an empty database.
///
/// # Panics
/// If there is no server, with a message that says how to get one.
pub async fn fresh_database() -> Database {
    fresh_database_with("").await
}

/// Creates an empty database with options of `CREATE DATABASE`: its collation, for example.
///
/// # Panics
/// If there is no server, with a message that says how to get one; if it refuses the options.
pub async fn fresh_database_with(options: &str) -> Database {
    let server = tokio::task::spawn_blocking(server_url).await.unwrap_or_else(|panic| {
        std::panic::resume_unwind(panic.into_panic());
    });
    let name = format!("gundb_test_{}", Uuid::new_v4().simple());
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 {options}");
    administer(server, create)
        .await
        .unwrap_or_else(|error| panic!("the test server creates no database {options}: {error}"));
    Database { server, url: with_database(server, &name), name }
}

async fn administer(server: &str, sql: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
    connection.close().await
}

/// The same server and parameters, another database.
fn with_database(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_at(url.find('?').unwrap_or(url.len()));
    let authority = address.find("://").map_or(0, |scheme| scheme + 3);
    let end = address[authority..].find('/').map_or(address.len(), |slash| authority + slash);
    format!("{}/{name}{parameters}", &address[..end])
}

impl Drop for Database {
    /// On a thread of its own, because a destructor can't await and the runtime may be going down.
    fn drop(&mut self) {
        let (server, drop) =
            (self.server, format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(administer(server, drop)).map_err(std::io::Error::other)
        });
        if !matches!(thread.join(), Ok(Ok(()))) {
            eprintln!("the test database {} is left on its server", self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn another_database_keeps_the_rest_of_the_url() {
        for (url, expected) in [
            ("postgres://u:p@h:1/old?sslmode=disable", "postgres://u:p@h:1/new?sslmode=disable"),
            ("postgres://u@h", "postgres://u@h/new"),
            ("postgres://u@h/?host=/run/pg", "postgres://u@h/new?host=/run/pg"),
        ] {
            assert_eq!(with_database(url, "new"), expected);
        }
    }
}
