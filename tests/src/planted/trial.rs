//! Tests that are built and run in a copy of the sources.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

/// After so long tests don't end any more; without a bug the longest takes two minutes.
const TEST_MAX: Duration = Duration::from_secs(900);

/// Tests of one target, by their whole names.
#[derive(Debug)]
pub struct Trial<'a> {
    /// Where the sources lie.
    pub sources: &'a Path,
    /// Where cargo builds.
    pub build: &'a Path,
    /// A server for the tests, and the variable that names it.
    pub postgres: (&'a str, &'a str),
    /// The test target.
    pub target: &'a str,
    /// Names of tests in it.
    pub names: Vec<&'a str>,
}

/// Tests that were run to their end, each.
#[derive(Debug)]
pub struct Ran {
    /// Names of those that passed.
    pub passed: Vec<String>,
    /// Names of those that failed, and what each said.
    pub failed: Vec<(String, String)>,
    /// How long it took to build them.
    pub built_in: Duration,
    /// How long they took.
    pub ran_in: Duration,
}

impl Trial<'_> {
    /// Builds and runs them.
    ///
    /// # Errors
    /// They don't build, or not each of them ran to its end: then nothing is known.
    pub fn run(&self) -> Result<Ran, String> {
        let begun = Instant::now();
        let program = self.build()?;
        let built_in = begun.elapsed();
        let (told, status) = self.told(&program)?;
        let ran_in = begun.elapsed() - built_in;
        let of = |end: &str| -> Vec<String> {
            let ended =
                told.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(end));
            ended.map(str::to_owned).collect()
        };
        let (passed, failed) = (of(" ... ok"), of(" ... FAILED"));
        let is_told = passed.len() + failed.len() == self.names.len()
            && status.success() == failed.is_empty();
        if !is_told {
            let counts = format!("{} passed, {} failed", passed.len(), failed.len());
            return Err(format!("of {} tests {counts}, with {status}:\n{told}", self.names.len()));
        }
        let with_message = |name: String| {
            let said = said(&told, &name);
            (name, said)
        };
        let failed = failed.into_iter().map(with_message).collect();
        Ok(Ran { passed, failed, built_in, ran_in })
    }

    /// The program that has the tests.
    fn build(&self) -> Result<PathBuf, String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(cargo);
        command.current_dir(self.sources).args(["test", "--no-run", "--package", "gundb-tests"]);
        command.args(["--message-format", "json-render-diagnostics", "--test", self.target]);
        let built = command.arg("--target-dir").arg(self.build).output();
        let built = built.map_err(|error| format!("cargo does not start: {error}"))?;
        if !built.status.success() {
            return Err(format!("it does not build:\n{}", String::from_utf8_lossy(&built.stderr)));
        }
        let programs = String::from_utf8_lossy(&built.stdout).into_owned();
        let program = programs.lines().find_map(|line| {
            let message: Json = serde_json::from_str(line).ok()?;
            let is_it =
                message["target"]["name"] == self.target && message["target"]["kind"][0] == "test";
            message["executable"].as_str().filter(|_| is_it).map(PathBuf::from)
        });
        program.ok_or(format!("cargo built no test `{}`", self.target))
    }

    /// What the tests say, and how they end.
    fn told(&self, program: &Path) -> Result<(String, ExitStatus), String> {
        let mut command = Command::new(program);
        command.current_dir(self.sources.join("tests")).env(self.postgres.0, self.postgres.1);
        command.args(["--exact", "--include-ignored"]).args(&self.names);
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child =
            child.map_err(|error| format!("{} does not start: {error}", program.display()))?;
        let (teller, told) = mpsc::channel();
        let output = child.stdout.take();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = output.map(|mut output| output.read_to_end(&mut bytes));
            // Nobody hears it who waits no longer.
            let _ = teller.send(read.map(|_| String::from_utf8_lossy(&bytes).into_owned()));
        });
        let told = told.recv_timeout(TEST_MAX);
        if told.is_err() {
            child.kill().map_err(|error| error.to_string())?;
        }
        let status = child.wait().map_err(|error| error.to_string())?;
        let told =
            told.map_err(|_| format!("its tests did not end in {} s", TEST_MAX.as_secs()))?;
        Ok((told.unwrap_or_default(), status))
    }
}

/// How the message of a test that failed begins, in one line.
fn said(told: &str, name: &str) -> String {
    let own = told.lines().skip_while(|line| *line != format!("---- {name} stdout ----"));
    let message = own.skip_while(|line| !line.contains(" panicked at ")).skip(1);
    let ends = |line: &&str| line.starts_with("note: ") || line.starts_with("stack backtrace:");
    let message: Vec<_> = message.take_while(|line| !ends(line)).collect();
    message.join(" ").chars().take(160).collect()
}
