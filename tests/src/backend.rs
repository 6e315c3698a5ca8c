//! One scenario, every backend.

use std::future::Future;

use crate::{postgres, sqlite};

/// A database engine that scenarios run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file in a temporary directory.
    Sqlite,
    /// A database on the server that [`postgres::server_url`] provides.
    Postgres,
}

impl Backend {
    /// An empty database that nobody else uses; it is removed with the guard.
    ///
    /// # Panics
    /// If there is no server, with a message that says how to get one.
    pub async fn fresh(self) -> Database {
        match self {
            Backend::Sqlite => Database::Sqlite(sqlite::fresh_database()),
            Backend::Postgres => Database::Postgres(postgres::fresh_database().await),
        }
    }
}

/// A fresh database on some backend; removed when dropped.
#[derive(Debug)]
pub enum Database {
    /// On SQLite.
    Sqlite(sqlite::Database),
    /// On Postgres.
    Postgres(postgres::Database),
}

impl Database {
    /// What `Gundb::open` and [`Sql::connect`](crate::sql::Sql::connect) take.
    pub fn url(&self) -> &str {
        match self {
            Database::Sqlite(database) => database.url(),
            Database::Postgres(database) => database.url(),
        }
    }

    /// The backend it is on; for a second database beside this one, `db.backend().fresh()`.
    pub fn backend(&self) -> Backend {
        match self {
            Database::Sqlite(_) => Backend::Sqlite,
            Database::Postgres(_) => Backend::Postgres,
        }
    }
}

/// Runs one scenario on a fresh database, on a runtime with two workers.
/// [`scenarios!`](crate::scenarios) calls it.
pub fn run<F: Future<Output = ()>>(backend: Backend, scenario: impl FnOnce(Database) -> F) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a tokio runtime")
        .block_on(async { scenario(backend.fresh().await).await });
}

/// Makes two tests of every listed scenario of a file: `sqlite::name` and `postgres::name`.
///
/// A scenario is a private `async fn name(db: Database)` in the same file, so one that is written
/// but not listed is dead code, which the compiler reports.
///
/// ```ignore
/// gundb_tests::scenarios! { an_append_is_read_back, a_conflict_is_reported }
///
/// async fn an_append_is_read_back(db: Database) { /* … */ }
/// async fn a_conflict_is_reported(db: Database) { /* … */ }
/// ```
#[macro_export]
macro_rules! scenarios {
    ($($scenario:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $scenario() {
                $crate::backend::run($crate::backend::Backend::Sqlite, super::$scenario);
            })+
        }
        mod postgres {
            $(#[test]
            fn $scenario() {
                $crate::backend::run($crate::backend::Backend::Postgres, super::$scenario);
            })+
        }
    };
}
