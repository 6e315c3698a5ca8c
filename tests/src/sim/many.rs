//! Many histories, on all cores.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use gundb::model::Hash;

use super::generate::Flavour;
use super::play;
use super::script::Script;
use crate::dice::Dice;

/// One history in so many is large.
const LARGE_ONE_IN: u64 = 200;

/// Histories of one seed each.
#[derive(Clone, Debug)]
pub struct Many {
    /// Their seeds.
    pub seeds: Range<u64>,
    /// How many nodes; as each seed says, where it is none.
    pub nodes: Option<usize>,
    /// How many events; as each seed says, where it is none.
    pub events: Option<usize>,
    /// How many nodes of each history lie on Postgres.
    pub postgres: usize,
    /// How many are played at once.
    pub threads: usize,
    /// How many, from the first, are played twice, and their traces compared.
    pub twice: u64,
}

/// A history in which something does not hold.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The history.
    pub script: Script,
    /// Which oracle found what.
    pub what: String,
}

impl Many {
    /// The script of a seed.
    pub fn script(&self, seed: u64) -> Script {
        let mut dice = Dice::new(seed);
        let is_large = seed % LARGE_ONE_IN == LARGE_ONE_IN - 1;
        let (nodes, events) = if is_large { (4 + dice.below(4), 400) } else { (2 + dice.below(3), 60) };
        let (nodes, events) = (self.nodes.unwrap_or(nodes), self.events.unwrap_or(events));
        let flavour = Flavour { postgres: self.postgres, ..Flavour::of(&mut dice, nodes, events) };
        flavour.script(seed)
    }

    /// Plays them all, until one breaks; the hash of all traces.
    ///
    /// # Errors
    /// The broken history with the smallest seed of those that were played.
    pub fn play(&self) -> Result<Hash, Box<Broken>> {
        let next = AtomicU64::new(self.seeds.start);
        let traces: Mutex<Vec<(u64, Hash)>> = Mutex::default();
        let broken: Mutex<Vec<Broken>> = Mutex::default();
        std::thread::scope(|scope| {
            for number in 0..self.threads {
                let (next, traces, broken) = (&next, &traces, &broken);
                scope.spawn(move || {
                    stay_on_core(number);
                    while broken.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= self.seeds.end {
                            break;
                        }
                        match self.play_one(seed) {
                            Ok(hash) => {
                                traces.lock().unwrap_or_else(PoisonError::into_inner).push((seed, hash));
                            }
                            Err(found) => broken.lock().unwrap_or_else(PoisonError::into_inner).push(found),
                        }
                    }
                });
            }
        });
        let broken = broken.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = broken.into_iter().min_by_key(|broken| broken.script.seed) {
            return Err(Box::new(first));
        }
        let mut traces = traces.into_inner().unwrap_or_else(PoisonError::into_inner);
        traces.sort_unstable_by_key(|(seed, _)| *seed);
        let bytes: Vec<u8> = traces.iter().flat_map(|(_, hash)| *hash.as_bytes()).collect();
        Ok(Hash::of(&bytes))
    }

    fn play_one(&self, seed: u64) -> Result<Hash, Broken> {
        let script = self.script(seed);
        let played = play(&script);
        if let Some(what) = played.broken {
            return Err(Broken { script, what });
        }
        if seed < self.seeds.start + self.twice {
            let again = play(&script);
            let differs = played.trace.iter().zip(&again.trace).find(|(first, second)| first != second);
            if let Some((first, second)) = differs {
                let what = format!("the same script went another way:\n{first}\n{second}");
                return Err(Broken { script, what });
            }
            if let Some(what) = again.broken {
                return Err(Broken {
                    script,
                    what: format!("the same script broke the second time: {what}"),
                });
            }
        }
        Ok(Hash::of(played.trace.join("\n").as_bytes()))
    }
}

/// Keeps this thread, and those that it starts, on one core: the threads of a store wait for each other all the time, and
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
