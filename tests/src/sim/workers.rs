//! Many histories at once, in processes: within one, all databases share SQLite's memory and its
//! locks, and its threads wait for each other a quarter of the time.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;

use gundb::model::Hash;
use serde::{Deserialize, Serialize};

use super::many::{Broken, Many};
use super::marks;
use crate::postgres;

/// What a worker is asked, a line of JSON each.
#[derive(Debug, Serialize, Deserialize)]
struct Question {
    many: Many,
    seed: u64,
}

/// What a worker answers, a line of JSON each.
#[derive(Debug, Serialize, Deserialize)]
struct Answer {
    /// The trace's hash.
    played: Result<Vec<u8>, Box<Broken>>,
    /// How often what happens sometimes did.
    marks: Vec<u64>,
}

impl Many {
    /// Plays them all, until one breaks, in a number of processes of a program that calls [`work`]
    /// where its arguments are `--worker` and a number; the hash of all traces.
    ///
    /// # Errors
    /// The broken history with the smallest seed of those that were played.
    pub fn play_in(&self, program: &Path, processes: usize) -> Result<Hash, Box<Broken>> {
        let (next, ends) = (AtomicU64::new(self.seeds.start), AtomicBool::new(false));
        let take =
            || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < self.seeds.end);
        let work = |mut worker: Worker| {
            let mut played = Vec::new();
            while let Some(seed) = take().filter(|_| !ends.load(Ordering::Relaxed)) {
                let answered = worker.ask(self, seed);
                ends.fetch_or(answered.is_err(), Ordering::Relaxed);
                played.push((seed, answered));
            }
            played
        };
        let workers: Vec<_> =
            (0..processes).map(|number| Worker::start(program, self, number)).collect();
        let mut played: Vec<_> = std::thread::scope(|scope| {
            let workers: Vec<_> =
                workers.into_iter().map(|worker| scope.spawn(|| work(worker))).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("it only waits")).collect()
        });
        played.sort_unstable_by_key(|(seed, _)| *seed);
        let traces: Vec<Vec<u8>> =
            played.into_iter().map(|(_, trace)| trace).collect::<Result<_, _>>()?;
        Ok(Hash::of(&traces.concat()))
    }
}

/// A process that plays one history after the other.
struct Worker {
    process: Child,
    /// Until it ends.
    answers: Option<BufReader<ChildStdout>>,
}

impl Worker {
    fn start(program: &Path, many: &Many, number: usize) -> Self {
        let mut command = Command::new(program);
        command.arg("--worker").arg(number.to_string());
        if many.postgres > 0 {
            command.env(postgres::URL_VARIABLE, postgres::server_url());
        }
        let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = process.expect("the program of the workers starts");
        let answers = process.stdout.take().map(BufReader::new);
        Self { process, answers }
    }

    /// Plays the history of a seed; its trace's hash.
    fn ask(&mut self, many: &Many, seed: u64) -> Result<Vec<u8>, Box<Broken>> {
        let answer = self.try_ask(many, seed).map_err(|error| {
            let what = format!("its process gave no answer: {error}");
            Box::new(Broken { script: many.script(seed), what })
        })?;
        marks::add(&answer.marks);
        answer.played
    }

    fn try_ask(&mut self, many: &Many, seed: u64) -> io::Result<Answer> {
        let question = serde_json::to_string(&Question { many: many.clone(), seed })?;
        writeln!(self.process.stdin.as_mut().expect("it was asked for"), "{question}")?;
        let mut answer = String::new();
        let answers = self.answers.as_mut().expect("it was asked for");
        match answers.read_line(&mut answer)? {
            0 => Err(io::Error::other(format!("it ended, {}", self.process.wait()?))),
            _ => Ok(serde_json::from_str(&answer)?),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It ends when nothing more is asked, or nobody listens.
        drop((self.process.stdin.take(), self.answers.take()));
        let _ = self.process.wait();
    }
}

/// Plays what is asked on standard input until that ends, on one core.
///
/// # Errors
/// A line that is no question.
pub fn work(number: usize) -> io::Result<()> {
    stay_on_core(number);
    let (ask, questions) = mpsc::channel();
    std::thread::spawn(move || {
        io::stdin().lines().for_each(|line| drop(ask.send(line)));
        // Its parent has ended; this ends a history that would play for ever as well.
        std::process::exit(0);
    });
    for line in questions {
        let Question { many, seed } = serde_json::from_str(&line?)?;
        let played = many.play_one(seed).map(|hash| hash.as_bytes().to_vec());
        let answer = serde_json::to_string(&Answer { played, marks: marks::take() })?;
        writeln!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

/// Keeps this process on one core: the threads of a store wait for each other all the time, and
/// from core to core that takes a quarter longer.
#[cfg(target_os = "linux")]
fn stay_on_core(number: usize) {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let Ok(all) = sched_getaffinity(None) else { return };
    let cores: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|core| all.is_set(*core)).collect();
    let mut own = CpuSet::new();
    own.set(cores[number % cores.len()]);
    // Where that is not allowed, it is slower.
    let _ = sched_setaffinity(None, &own);
}

#[cfg(not(target_os = "linux"))]
fn stay_on_core(_: usize) {}
