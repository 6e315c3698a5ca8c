//! A server in a container, where a Docker engine answers.

use std::io::{self, BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use uuid::Uuid;

use super::account::Account;
use super::watcher::Watcher;

const IMAGE: &str = "postgres:16";
const PATIENCE: Duration = Duration::from_secs(5);

/// A running container; removed when dropped and when the process ends.
#[derive(Debug)]
pub struct Container {
    url: String,
    _watcher: Watcher,
}

/// Whether there is a Docker client whose engine answers soon.
pub(super) fn answers() -> bool {
    let mut info = Command::new("docker");
    info.arg("info").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let Ok(mut info) = info.spawn() else {
        return false;
    };
    let mut output = info.stdout.take().expect("piped above");
    let (done, answer) = mpsc::channel();
    thread::spawn(move || done.send(output.read_to_end(&mut Vec::new())));
    if answer.recv_timeout(PATIENCE).is_err() {
        let _ = info.kill(); // fails only if it has just ended
    }
    info.wait().is_ok_and(|status| status.success())
}

impl Container {
    /// Starts a container; the first time, Docker downloads the image. Blocks until it accepts
    /// connections.
    ///
    /// # Errors
    /// What Docker reported.
    pub fn start() -> io::Result<Container> {
        let password = Uuid::new_v4().simple().to_string();
        let name = format!("gundb-test-{}", Uuid::new_v4().simple());
        let watcher = Watcher::start(
            &Account::Ours,
            r#"docker rm -fv "$1" >/dev/null 2>&1"#,
            &[name.as_ref()],
        )?;
        let secret = format!("POSTGRES_PASSWORD={password}");
        let (user, server) =
            ("POSTGRES_USER=gundb", ["-c", "fsync=off", "-c", "max_connections=400"]);
        let run = [
            "run",
            "-d",
            "--name",
            &name,
            "-e",
            user,
            "-e",
            &secret,
            "-p",
            "127.0.0.1::5432",
            IMAGE,
        ];
        docker(&[&run[..], &server].concat())?;
        wait_until_ready(&name)?;
        let address = docker(&["port", &name, "5432/tcp"])?;
        let url = format!("postgres://gundb:{password}@{}/postgres", address.trim());
        Ok(Container { url, _watcher: watcher })
    }

    /// Where to connect as the superuser.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// The image starts a server that only listens on a socket, sets it up, and then starts the one we
/// wait for.
fn wait_until_ready(container: &str) -> io::Result<()> {
    let mut logs = Command::new("docker");
    logs.args(["logs", "--follow", container]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut logs = logs.spawn()?;
    let lines =
        BufReader::new(logs.stderr.take().expect("piped above")).lines().map_while(Result::ok);
    let ready = lines
        .skip_while(|line| !line.contains("listening on IPv4 address"))
        .any(|line| line.contains("ready to accept connections"));
    logs.kill()?;
    logs.wait()?;
    if ready {
        Ok(())
    } else {
        Err(io::Error::other(format!("the container {container} ended before it was ready")))
    }
}

fn docker(arguments: &[&str]) -> io::Result<String> {
    let output = Command::new("docker").args(arguments).output()?;
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(io::Error::other(format!("`docker {}` failed: {}", arguments[0], text(&output.stderr))))
}
