//! What this machine is, does beside us, and costs.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Ticks per second of the times that Linux shows to programs, on every architecture.
const TICKS_PER_SECOND: u64 = 100;
/// Writes that the probe waits for.
const PROBES: usize = 200;

/// Processor time of this process so far, of all its threads, in steps of 10 ms.
pub(crate) fn cpu_time() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")
        .context("processor time is read from Linux's /proc")?;
    // The program's name stands in parentheses and may hold anything; user and system time are
    // fields 14 and 15.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: Vec<u64> =
        fields.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(duration(ticks.iter().sum()))
}

/// The most memory that this process had so far, in MiB.
///
/// # Errors
/// A system without Linux's `/proc`.
pub fn peak_memory_mib() -> Result<u64> {
    let status =
        fs::read_to_string("/proc/self/status").context("memory is read from Linux's /proc")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    Ok(peak.trim().trim_end_matches("kB").trim().parse::<u64>()? / 1024)
}

/// What the whole machine does while we measure.
pub(crate) struct Watch {
    start: Instant,
    busy: Duration,
    own: Duration,
}

impl Watch {
    pub(crate) fn start() -> Result<Self> {
        Ok(Self { start: Instant::now(), busy: busy_time()?, own: cpu_time()? })
    }

    /// Processors that all other programs kept busy since the start, on average.
    pub(crate) fn others(&self) -> Result<f64> {
        let busy = busy_time()?.saturating_sub(self.busy);
        let others = busy.saturating_sub(cpu_time()?.saturating_sub(self.own));
        Ok(others.as_secs_f64() / self.start.elapsed().as_secs_f64())
    }
}

/// Time for which processors of this machine were busy so far.
fn busy_time() -> Result<Duration> {
    let stat =
        fs::read_to_string("/proc/stat").context("processor time is read from Linux's /proc")?;
    let times = stat.lines().next().unwrap_or_default().split_whitespace().skip(1);
    // User, nice, system; idle and waiting left out; interrupts, and what the host took.
    let ticks = times.take(8).enumerate().filter(|(index, _)| ![3, 4].contains(index));
    let ticks: Vec<u64> = ticks.map(|(_, ticks)| ticks.parse()).collect::<Result<_, _>>()?;
    Ok(duration(ticks.iter().sum()))
}

fn duration(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
}

/// Processors and their name.
pub(crate) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name =
        processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{cores} cores ({})", name.map_or("unknown", |(_, name)| name.trim()))
}

/// Load averages of the last 1, 5 and 15 minutes.
pub(crate) fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// What it costs to append 4 KiB to a file and wait for the disk: median and 99th percentile.
pub(crate) fn sync_cost(directory: &Path) -> Result<(Duration, Duration)> {
    let path = directory.join("probe");
    let mut file = File::create(&path)?;
    let mut costs = Vec::with_capacity(PROBES);
    for _ in 0..PROBES {
        let start = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        costs.push(start.elapsed());
    }
    fs::remove_file(path)?;
    costs.sort_unstable();
    Ok((costs[PROBES / 2], costs[PROBES * 99 / 100]))
}
