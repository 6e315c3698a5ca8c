//! What appends and reads cost, in numbers that are the same on every machine: round trips to the
//! database, statements, allocations. A change that makes one dearer fails here, before any clock
//! would show it.
//!
//! Both counters count the whole process, so the tests take turns.

mod allocations;
mod counter;
mod late;
mod round_trips;
mod tally;

use std::alloc::System;
use std::sync::{Mutex, MutexGuard, PoisonError};

use gundb_tests::backend::{Backend, Database};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// Counts what Rust code of this process allocates; SQLite's C has an allocator of its own.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work` on a fresh database, all tasks on one thread: what is polled together is queued
/// before the writer runs.
fn run<T>(backend: Backend, work: impl AsyncFnOnce(&Database) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a tokio runtime");
    runtime.block_on(async { work(&backend.fresh().await).await })
}
