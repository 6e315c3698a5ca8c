//! How long it takes to bring events into causal order by their vector clocks.
//!
//! `cargo run --release -p gundb-benches --bin clocks -- [--events 100000] [--writers 16]`
//!
//! The events come in reverse, from writers that take in what another one has every few events.
//! Nothing is asserted.

use std::time::Instant;

use clap::Parser;
use gundb::clock::{VectorClock, causal_order};

/// How many events of how many writers.
#[derive(Parser)]
struct Args {
    #[arg(long, default_value_t = 100_000)]
    events: u64,
    #[arg(long, default_value_t = 16)]
    writers: u64,
}

fn main() {
    let args = Args::parse();
    let clocks = history(args.events, args.writers.max(1));
    let begun = Instant::now();
    let ordered = causal_order(clocks, |(clock, _)| clock, |(_, number)| *number);
    let took = begun.elapsed();
    println!("{} events of {} writers in causal order: {took:?}", ordered.len(), args.writers);
}

/// Clocks with the events' numbers, the last one first.
fn history(events: u64, writers: u64) -> Vec<(VectorClock<u64>, u64)> {
    let mut heads = vec![VectorClock::new(); usize::try_from(writers).expect("few writers")];
    let mut clocks = Vec::new();
    for number in 0..events {
        let (at, from) = (number % writers, number / writers * 7 % writers);
        let from = heads[usize::try_from(from).expect("a writer")].clone();
        let head = &mut heads[usize::try_from(at).expect("a writer")];
        if number.is_multiple_of(3) {
            head.merge(&from);
        }
        head.observe(at, head.get(at) + 1);
        clocks.push((head.clone(), number));
    }
    clocks.reverse();
    clocks
}
