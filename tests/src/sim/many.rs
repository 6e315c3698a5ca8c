//! Many histories.

use std::ops::Range;

use gundb::model::Hash;
use serde::{Deserialize, Serialize};

use super::generate::Flavour;
use super::play::play;
use super::script::Script;
use crate::dice::Dice;

/// One history in this many is large.
const LARGE_ONE_IN: u64 = 200;

/// Histories of one seed each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Many {
    /// Their seeds.
    pub seeds: Range<u64>,
    /// How many nodes; as each seed says, where it is none.
    pub nodes: Option<usize>,
    /// How many events; as each seed says, where it is none.
    pub events: Option<usize>,
    /// How many nodes of each history are on Postgres.
    pub postgres: usize,
    /// How many, from the first, are played twice, and their traces compared.
    pub twice: u64,
}

/// A history in which something does not hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
        let (nodes, events) =
            if is_large { (4 + dice.below(4), 400) } else { (2 + dice.below(3), 60) };
        let (nodes, events) = (self.nodes.unwrap_or(nodes), self.events.unwrap_or(events));
        let flavour = Flavour { postgres: self.postgres, ..Flavour::of(&mut dice, nodes, events) };
        flavour.script(seed)
    }

    /// Plays them in turn, until one breaks.
    ///
    /// # Errors
    /// The first broken history.
    pub fn play(&self) -> Result<(), Box<Broken>> {
        self.seeds.clone().try_for_each(|seed| self.play_one(seed).map(drop))
    }

    /// Plays the history of a seed; the hash of its trace.
    pub(super) fn play_one(&self, seed: u64) -> Result<Hash, Box<Broken>> {
        let script = self.script(seed);
        let broken = |what| Box::new(Broken { script: script.clone(), what });
        let played = play(&script);
        if let Some(what) = played.broken {
            return Err(broken(what));
        }
        if seed < self.seeds.start + self.twice {
            let again = play(&script);
            let differs =
                played.trace.iter().zip(&again.trace).find(|(first, second)| first != second);
            if let Some((first, second)) = differs {
                return Err(broken(format!(
                    "the same script went another way:\n{first}\n{second}"
                )));
            }
            if let Some(what) = again.broken {
                return Err(broken(format!("the same script broke the second time: {what}")));
            }
        }
        Ok(Hash::of(played.trace.join("\n").as_bytes()))
    }
}
