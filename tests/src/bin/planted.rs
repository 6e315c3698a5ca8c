//! `planted [NAME…]` proves that the tests find bugs: it plants those of `tests/planted/`, all or
//! the named ones, one after another in a copy of the sources below `target/planted/`, and runs the
//! tests that must fail with each.
//!
//! It ends with 0 where all of them pass without a bug, and each of them fails with its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::ExitCode;

use gundb_tests::planted::{Bug, Named, Ran, Sources, Trial, bugs, root};
use gundb_tests::postgres::{Provided, URL_VARIABLE, provide};

fn main() -> ExitCode {
    let missed =
        wanted(&std::env::args().skip(1).collect()).and_then(|bugs| Proof::begin()?.of(&bugs));
    match missed.as_deref() {
        Ok([]) => return ExitCode::SUCCESS,
        Ok(missed) => eprintln!("{} bugs were NOT found: {}", missed.len(), missed.join(", ")),
        Err(error) => eprintln!("{error}"),
    }
    ExitCode::FAILURE
}

/// The bugs of these names; all of them without a name.
fn wanted(names: &BTreeSet<String>) -> Result<Vec<Bug>, String> {
    let mut bugs = bugs()?;
    let known: BTreeSet<_> = bugs.iter().map(|bug| bug.name.clone()).collect();
    if let Some(unknown) = names.difference(&known).next() {
        let known = known.iter().map(String::as_str).collect::<Vec<_>>().join("\n  ");
        return Err(format!("there is no bug `{unknown}`; there are\n  {known}"));
    }
    bugs.retain(|bug| names.is_empty() || names.contains(&bug.name));
    Ok(bugs)
}

/// Where bugs are planted, built and looked for.
struct Proof {
    sources: Sources,
    build: PathBuf,
    server: Provided,
    /// Two proofs in one folder would each plant bugs into the other's sources.
    _alone: File,
}

impl Proof {
    fn begin() -> Result<Self, String> {
        let folder = root().join("target/planted");
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", folder.display());
        fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
        let folder = folder.canonicalize().map_err(|error| failed(&error))?;
        let alone = File::create(folder.join("lock")).map_err(|error| failed(&error))?;
        alone
            .try_lock()
            .map_err(|_| failed(&"another run of this command is at work there; wait for it"))?;
        let sources =
            Sources::copy(&root(), folder.join("sources")).map_err(|error| failed(&error))?;
        let server = provide().map_err(|error| error.to_string())?;
        Ok(Self { sources, build: folder.join("build"), server, _alone: alone })
    }

    /// The names of the bugs that were not found.
    fn of(&self, bugs: &[Bug]) -> Result<Vec<String>, String> {
        let all: Vec<Named> = bugs.iter().flat_map(|bug| bug.tests.clone()).collect();
        for (target, names) in by_target(&all) {
            let ran = self.run(target, names)?;
            if let Some((failed, said)) = ran.failed.first() {
                return Err(format!("without a bug, {target} {failed} fails: {said}"));
            }
            println!("without a bug {target} passes{}", times(&ran));
        }
        Ok(bugs.iter().filter(|bug| !self.finds(bug)).map(|bug| bug.name.clone()).collect())
    }

    /// Whether each test of a bug fails with it; prints the result.
    fn finds(&self, bug: &Bug) -> bool {
        let groups = by_target(&bug.tests).into_iter();
        let run_all = || {
            let ran = groups.map(|(target, names)| Ok((target, self.run(target, names)?)));
            ran.collect::<Result<Vec<_>, String>>()
        };
        let ran = match self.sources.with(bug, run_all).flatten() {
            Ok(ran) => ran,
            Err(error) => {
                println!("NOT KNOWN {}: {error}", bug.name);
                return false;
            }
        };
        for (target, ran) in &ran {
            for (failed, said) in &ran.failed {
                println!("found {} by {target} {failed}{}: {said}", bug.name, times(ran));
            }
            for passed in &ran.passed {
                println!("NOT FOUND {} by {target} {passed}: it passes. {}", bug.name, bug.what);
            }
        }
        ran.iter().all(|(_, ran)| ran.passed.is_empty())
    }

    /// Runs tests of one target as the sources are now.
    fn run(&self, target: &str, names: BTreeSet<&str>) -> Result<Ran, String> {
        let trial = Trial {
            sources: self.sources.folder(),
            build: &self.build,
            postgres: (URL_VARIABLE, self.server.url()),
            target,
            names: names.into_iter().collect(),
        };
        trial.run()
    }
}

/// The names of tests, by their targets.
fn by_target(tests: &[Named]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut by_target = BTreeMap::<&str, BTreeSet<&str>>::new();
    for test in tests {
        by_target.entry(&test.target).or_default().insert(&test.name);
    }
    by_target
}

fn times(ran: &Ran) -> String {
    format!(" in {:.1} s (built in {:.0} s)", ran.ran_in.as_secs_f64(), ran.built_in.as_secs_f64())
}
