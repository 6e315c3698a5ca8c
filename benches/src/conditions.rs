//! What a table was measured under: it stands above it.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::figures::ms;
use crate::machine::{self, Watch};

/// Begun before something is measured, ended after it.
pub(crate) struct Conditions {
    database: String,
    /// Load averages before it began.
    load: String,
    /// Median and 99th percentile of the disk probe before it began.
    sync_cost: (Duration, Duration),
    watch: Watch,
}

impl Conditions {
    /// `database` is its version and settings.
    pub(crate) fn begin(database: String) -> Result<Self> {
        let directory = tempfile::tempdir().context("cannot create a temporary directory")?;
        let load = machine::load();
        let sync_cost = machine::sync_cost(directory.path())?;
        Ok(Self { database, load, sync_cost, watch: Watch::start()? })
    }

    /// A paragraph; `effort` says how much was measured.
    pub(crate) fn end(&self, effort: &str) -> Result<String> {
        let Self { database, load, sync_cost: (median, p99), watch } = self;
        Ok(format!(
            "{database}. {}; {effort}. Before it began: load average {load}; 4 KiB to the disk in {} ms ({} ms at the 99th \
             percentile). Meanwhile other programs kept {:.1} cores busy.\n\n",
            machine::describe(),
            ms(*median),
            ms(*p99),
            watch.others()?
        ))
    }
}
