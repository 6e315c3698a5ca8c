//! The files of a private server, and the programs that work on them.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::Account;
use super::binaries;
use super::durability::Durability;
use super::watcher::Watcher;

/// A cluster in a directory of its own. Dropping it stops its server and removes the directory; so
/// does the end of the process.
#[derive(Debug)]
pub(super) struct Cluster {
    programs: PathBuf,
    home: PathBuf,
    account: Account,
    _watcher: Watcher,
}

impl Cluster {
    /// A cluster with a superuser `gundb` and SCRAM authentication.
    pub(super) fn create(password: &str, durability: Durability) -> io::Result<Cluster> {
        let cluster = Cluster::without_data()?;
        cluster.init(password)?;
        cluster.configure(durability)?;
        Ok(cluster)
    }

    /// Watched before there is anything to leave behind.
    fn without_data() -> io::Result<Cluster> {
        let programs = binaries::directory()?;
        // Not TMPDIR: a socket's path must be short, and the server's account must get in.
        let home = tempfile::Builder::new().prefix("gundb-postgres-").tempdir_in("/tmp")?;
        let account = Account::for_server_in(home.path())?;
        let script = r#""$1" stop -s -w -m immediate -D "$2/data" 2>/dev/null; rm -rf "$2""#;
        let pg_ctl = programs.join("pg_ctl");
        let watcher = Watcher::start(&account, script, &[pg_ctl.as_ref(), home.path().as_ref()])?;
        Ok(Cluster { programs, home: home.keep(), account, _watcher: watcher })
    }

    /// Sorts by language where the server can, so that a missing `COLLATE "C"` shows.
    fn init(&self, password: &str) -> io::Result<()> {
        let (data, password_file) = (self.path("data"), self.path("password"));
        self.write(&password_file, password)?;
        let access = ["-U", "gundb", "-A", "scram-sha-256", "--pwfile", &password_file];
        let plain = ["-D", &data, "-E", "UTF8", "--locale=C", "--no-sync"];
        let by_language = ["--locale-provider=icu", "--icu-locale=en"];
        self.run("initdb", &[&access[..], &plain, &by_language].concat())
            .or_else(|_| self.run("initdb", &[&access[..], &plain].concat()))
    }

    /// `synchronous_commit` stays on, as the store under test expects of a server.
    fn configure(&self, durability: Durability) -> io::Result<()> {
        let fsync = if durability == Durability::Full { "on" } else { "off" };
        let settings = Path::new(&self.path("data")).join("postgresql.conf");
        let mut settings = OpenOptions::new().append(true).open(settings)?;
        writeln!(settings, "listen_addresses = '127.0.0.1'\nmax_connections = 400")?;
        writeln!(settings, "unix_socket_directories = '{}'", self.home.display())?;
        writeln!(settings, "fsync = {fsync}\nfull_page_writes = {fsync}")
    }

    /// Starts the server; the error's kind is `AddrInUse` if another process has the port.
    pub(super) fn start(&self, port: u16) -> io::Result<()> {
        let (data, log) = (self.path("data"), self.path("log"));
        self.write(&log, "")?;
        let options = format!("-p {port}");
        let start = ["start", "-s", "-w", "-D", &data, "-l", &log, "-o", &options];
        self.run("pg_ctl", &start).map_err(|_| {
            let log = fs::read_to_string(&log).unwrap_or_default();
            let taken = log.contains("could not bind") && log.contains("in use");
            let kind = if taken { io::ErrorKind::AddrInUse } else { io::ErrorKind::Other };
            io::Error::new(kind, format!("Postgres does not start on port {port}:\n{log}"))
        })
    }

    /// Ends the server as a crash would.
    pub(super) fn stop_immediate(&self) -> io::Result<()> {
        let data = self.path("data");
        self.run("pg_ctl", &["stop", "-s", "-w", "-m", "immediate", "-D", &data])
    }

    /// The server's processes: the first one, then its children.
    pub(super) fn processes(&self) -> io::Result<Vec<u32>> {
        let missing = || io::Error::other("the server is not running");
        let first = fs::read_to_string(self.pid_file())?;
        let first: u32 =
            first.lines().next().and_then(|line| line.parse().ok()).ok_or_else(missing)?;
        let all = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output()?.stdout;
        let pair = |line: &str| {
            let mut numbers =
                line.split_whitespace().map_while(|number| number.parse::<u32>().ok());
            Some((numbers.next()?, numbers.next()?))
        };
        let children = String::from_utf8_lossy(&all).lines().filter_map(pair).collect::<Vec<_>>();
        let children =
            children.into_iter().filter(|(_, parent)| *parent == first).map(|(child, _)| child);
        Ok(std::iter::once(first).chain(children).collect())
    }

    /// Notes that no process of the server is left. Otherwise it would look for one by its id,
    /// which another process may have by now.
    pub(super) fn forget_process(&self, port: u16) -> io::Result<()> {
        fs::remove_file(self.home.join(format!(".s.PGSQL.{port}.lock")))?;
        fs::remove_file(self.pid_file())
    }

    fn pid_file(&self) -> PathBuf {
        Path::new(&self.path("data")).join("postmaster.pid")
    }

    fn path(&self, name: &str) -> String {
        self.home.join(name).display().to_string()
    }

    fn write(&self, path: &str, text: &str) -> io::Result<()> {
        fs::write(path, text)?;
        self.account.own(path.as_ref())
    }

    fn run(&self, program: &str, arguments: &[&str]) -> io::Result<()> {
        let mut command = self.account.command(self.programs.join(program).as_ref());
        let output = command.args(arguments).current_dir(&self.home).output()?;
        if output.status.success() {
            return Ok(());
        }
        let reason = String::from_utf8_lossy(&output.stderr);
        Err(io::Error::other(format!("{program} failed: {reason}")))
    }
}
