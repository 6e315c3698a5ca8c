//! A private server, which a test may crash and start again.

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

use uuid::Uuid;

use super::cluster::Cluster;
use super::durability::Durability;

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

    /// Kills all processes of the server at once, so that none of them can say anything. Blocks
    /// until they are gone.
    ///
    /// # Errors
    /// If the server is not running.
    pub fn kill(&self) -> io::Result<()> {
        let processes = self.cluster.processes()?;
        kill(&processes)?;
        while processes.iter().any(|process| is_running(*process)) {}
        self.cluster.forget_process(self.port)
    }

    /// Kills the youngest of the server's processes, most often a session: the server ends all
    /// others, and recovers by itself.
    ///
    /// # Errors
    /// If the server is not running.
    pub fn kill_one(&self) -> io::Result<()> {
        let processes = self.cluster.processes()?;
        kill(&processes[processes.len() - 1..])
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

fn kill(processes: &[u32]) -> io::Result<()> {
    let numbers = processes.iter().map(u32::to_string);
    // One that has just ended by itself is no fault.
    Command::new("kill").arg("-9").args(numbers).stderr(Stdio::null()).status().map(drop)
}

/// Whether it is there, and not only waits for its parent to notice that it ended.
fn is_running(process: u32) -> bool {
    let state = Command::new("ps").args(["-o", "stat=", "-p", &process.to_string()]).output();
    state.is_ok_and(|state| state.stdout.first().is_some_and(|first| *first != b'Z'))
}
