//! Postgres for tests.
//!
//! The server that tests share comes from, in this order: the variable [`URL_VARIABLE`]; a Docker
//! engine, if one answers; server binaries on this machine, started privately. `./test` starts one
//! for all test binaries through the binary `postgres` of this package; a test binary that runs
//! alone starts its own. Either ends with the process that started it.

mod account;
mod binaries;
mod cluster;
mod database;
mod docker;
mod durability;
mod framing;
mod proxy;
mod server;
mod watcher;

use std::io;
use std::sync::OnceLock;

pub use binaries::URL_VARIABLE;
pub use database::{Database, fresh_database, fresh_database_with};
pub use docker::Container;
pub use durability::Durability;
pub use proxy::{Fault, Proxy};
pub use server::Server;

/// A server for ordinary tests. Dropping it stops the server, if it was started here.
#[derive(Debug)]
pub enum Provided {
    /// Named by [`URL_VARIABLE`].
    Given(String),
    /// Started as a container.
    Container(Container),
    /// Started from local binaries.
    Local(Server),
}

impl Provided {
    /// Where to connect, as a user who may create databases.
    pub fn url(&self) -> &str {
        match self {
            Provided::Given(url) => url,
            Provided::Container(container) => container.url(),
            Provided::Local(server) => server.url(),
        }
    }
}

/// Finds or starts a server for ordinary tests.
///
/// # Errors
/// If there is none, with a message that says how to get one.
pub fn provide() -> io::Result<Provided> {
    if let Some(url) = std::env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty()) {
        return Ok(Provided::Given(url));
    }
    if docker::answers() {
        match Container::start() {
            Ok(container) => return Ok(Provided::Container(container)),
            Err(error) => eprintln!("{error}; trying server binaries on this machine"),
        }
    }
    Server::start(Durability::Off).map(Provided::Local)
}

/// The server shared by the tests of this process; started at the first call, gone with the
/// process. Blocks.
///
/// # Panics
/// If there is no server, with a message that says how to get one.
pub fn server_url() -> &'static str {
    static SHARED: OnceLock<Result<Provided, String>> = OnceLock::new();
    match SHARED.get_or_init(|| provide().map_err(|error| error.to_string())) {
        Ok(server) => server.url(),
        Err(message) => panic!("{message}"),
    }
}
