//! A private server, which a test may crash and start again.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use uuid::Uuid;

use super::cluster::Cluster;

/// What survives a power failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Every commit, as in production.
    Full,
    /// Perhaps nothing; commits still survive a crash of the server. For tests that don't crash
    /// machines.
    Off,
}

/// A private server from local binaries. Dropping it stops the server at once and removes its
/// files; so does the end of the process, however it comes.
#[derive(Debug)]
pub struct Server {
    cluster: Cluster,
    port: u16,
    url: String,
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1, with a superuser `gundb` and a random password.
    /// Blocks until it accepts connections.
    ///
    /// # Errors
    /// If there are no server binaries, with a message that says how to get them; or what the
    /// server reported.
    pub fn start(durability: Durability) -> io::Result<Server> {
        let password = Uuid::new_v4().simple().to_string();
        let cluster = Cluster::create(&password, durability)?;
        let port = start_on_free_port(&cluster)?;
        let url = format!("postgres://gundb:{password}@127.0.0.1:{port}/postgres");
        Ok(Server { cluster, port, url })
    }

    /// Where to connect as the superuser; the same after [`restart`](Server::restart).
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends the server as a crash would: no checkpoint, connections cut, recovery at the next
    /// start. Blocks.
    ///
    /// # Errors
    /// What `pg_ctl` reported, for example that the server is not running.
    pub fn stop_immediate(&self) -> io::Result<()> {
        self.cluster.stop_immediate()
    }

    /// Starts the stopped server again on the same port and data. Blocks until it accepts
    /// connections.
    ///
    /// # Errors
    /// What the server reported.
    pub fn restart(&self) -> io::Result<()> {
        self.cluster.start(self.port)
    }
}

/// Between finding a free port and using it another process may take it; then another one is found.
fn start_on_free_port(cluster: &Cluster) -> io::Result<u16> {
    loop {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        match cluster.start(port) {
            Ok(()) => return Ok(port),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
}
