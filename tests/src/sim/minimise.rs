//! A failing script made short: what can be left out without the failure going away is left out.
//!
//! Source: Zeller, Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002).

use std::time::{Duration, Instant};

use super::play::play;
use super::script::{Act, Part, Script};

/// The shortest script found in this time that still breaks, and what breaks in it.
pub fn minimise(script: &Script, broken: &str, patience: Duration) -> (Script, String) {
    let mut best = Best {
        script: script.clone(),
        broken: broken.to_owned(),
        until: Instant::now() + patience,
    };
    best.look_always();
    best.look_at_the_end();
    let mut size = best.script.steps.len().div_ceil(2);
    while size > 0 {
        let shorter = best.leave_out(size);
        size = if shorter && size == 1 { 1 } else { size / 2 };
    }
    best.leave_out_events();
    best.look_always();
    (best.script, best.broken)
}

/// The shortest script found in this time that still breaks, for people: what breaks, its steps,
/// and how to play it again.
pub fn shortest(script: &Script, broken: &str, patience: Duration) -> String {
    let seed = script.seed;
    // Before anything is played again, which may end the process.
    eprintln!("seed {seed} breaks: {broken}\nlooking for a shorter script");
    let (script, what) = minimise(script, broken, patience);
    let text = serde_json::to_string(&script).unwrap_or_default();
    format!(
        "seed {seed}: {what}\nin {:#?}\nwhich is, for `simulate --script`,\n{text}",
        script.steps
    )
}

struct Best {
    script: Script,
    broken: String,
    until: Instant,
}

impl Best {
    /// Verifies all stores after each step: what breaks is seen where it breaks.
    fn look_always(&mut self) {
        let candidate = Script { look_every: 1, ..self.script.clone() };
        self.try_out(candidate);
    }

    /// Verifies the stores at the end only, which takes a fraction of the time, if it breaks then,
    /// too.
    fn look_at_the_end(&mut self) {
        let candidate = Script { look_every: usize::MAX, ..self.script.clone() };
        self.try_out(candidate);
    }

    /// Tries to leave out each part of this many steps, from the last; whether one could be.
    fn leave_out(&mut self, size: usize) -> bool {
        let mut shorter = false;
        let mut end = self.script.steps.len();
        while end > 0 {
            let start = end.saturating_sub(size);
            let mut candidate = self.script.clone();
            candidate.steps.drain(start..end.min(candidate.steps.len()));
            shorter |= self.try_out(candidate);
            end = start;
        }
        shorter
    }

    /// Tries to leave out single events and streams of the appends.
    fn leave_out_events(&mut self) {
        for step in 0..self.script.steps.len() {
            let lengths: Vec<usize> = match parts_of(&mut self.script, step) {
                Some(parts) => parts.iter().map(|part| part.events.len()).collect(),
                None => continue,
            };
            for (part, length) in lengths.into_iter().enumerate().rev() {
                if self.without(step, |parts| (parts.len() > 1).then(|| drop(parts.remove(part)))) {
                    continue;
                }
                for event in (0..length).rev() {
                    self.without(step, |parts| {
                        let events = &mut parts[part].events;
                        (events.len() > 1).then(|| drop(events.remove(event)))
                    });
                }
            }
        }
    }

    /// Whether it breaks without something; tried where `leave_out` finds something to leave out.
    fn without(&mut self, step: usize, leave_out: impl Fn(&mut Vec<Part>) -> Option<()>) -> bool {
        let mut candidate = self.script.clone();
        let left_out = parts_of(&mut candidate, step).and_then(leave_out);
        left_out.is_some() && self.try_out(candidate)
    }

    fn try_out(&mut self, mut candidate: Script) -> bool {
        if Instant::now() > self.until {
            return false;
        }
        let played = play(&candidate);
        match played.broken {
            Some(broken) => {
                // What comes after the step that broke was not played.
                candidate.steps.truncate(played.trace.len() + 1);
                (self.script, self.broken) = (candidate, broken);
                true
            }
            None => false,
        }
    }
}

fn parts_of(script: &mut Script, step: usize) -> Option<&mut Vec<Part>> {
    let mut act = &mut script.steps[step].act;
    while let Act::Failing { act: inner, .. } = act {
        act = inner;
    }
    if let Act::Append { parts, .. } = act { Some(parts) } else { None }
}
