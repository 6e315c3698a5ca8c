//! What is done to the stores, and the figures that come out.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::event::{BATCH, Event, SLICES, Stream, Workload};

/// Rounds of reads, of which the median is reported.
const ROUNDS: u64 = 3;
/// Streams loaded per round.
const LOADS: usize = 1_000;
/// Streams loaded after the file was dropped from the system's cache.
const COLD_LOADS: usize = 200;

/// One layout in one database.
pub(crate) trait Store {
    /// The layout's name.
    fn name(&self) -> &'static str;
    /// Writes a batch as one durable transaction.
    async fn append(&mut self, batch: &[Event]) -> Result<()>;
    /// Reads one stream in its order; returns the stream versions met.
    async fn load(&mut self, stream: &Stream) -> Result<Vec<i64>>;
    /// Reads the next page of everything; returns the positions met.
    async fn page(&mut self, after: i64) -> Result<Vec<i64>>;
    /// Brings the store to rest after writing, so that it is sized and read in a settled state.
    async fn settle(&mut self) -> Result<()>;
    /// Bytes that the table and its indexes occupy.
    async fn bytes(&mut self) -> Result<i64>;
    /// A counter of bytes written so far; only its differences mean something.
    async fn written(&mut self) -> Result<i64>;
    /// Drops what is cached of the store's file; false where that can't be done.
    async fn chill(&mut self) -> Result<bool>;
}

/// The figures of one layout; rates are per second.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) name: &'static str,
    pub(crate) appends: f64,
    pub(crate) last_appends: f64,
    pub(crate) written_bytes: f64,
    pub(crate) stored_bytes: f64,
    pub(crate) loads: f64,
    pub(crate) cold_loads: Option<f64>,
    pub(crate) scanned: f64,
}

impl Figures {
    fn of(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }
}

/// Fills all stores in turns, settles them, then reads them in turns.
pub(crate) async fn run<S: Store>(stores: &mut [S], workload: &Workload) -> Result<Vec<Figures>> {
    let mut figures = fill(stores, workload).await?;
    for (store, figures) in stores.iter_mut().zip(&mut figures) {
        store.settle().await?;
        figures.stored_bytes = store.bytes().await? as f64 / workload.events as f64;
    }
    let warm = async |store: &mut S, round| {
        load(store, workload.streams_to_load(round).take(LOADS)).await.map(Some)
    };
    let scanned = async |store: &mut S, _| scan(store, workload).await.map(Some);
    let cold = async |store: &mut S, round| match store.chill().await? {
        true => {
            load(store, workload.streams_to_load(ROUNDS + round).take(COLD_LOADS)).await.map(Some)
        }
        false => Ok(None),
    };
    let warm = rounds(stores, warm).await?;
    let scanned = rounds(stores, scanned).await?;
    let cold = rounds(stores, cold).await?;
    for (index, figures) in figures.iter_mut().enumerate() {
        figures.loads = warm[index].unwrap_or_default();
        figures.scanned = scanned[index].unwrap_or_default();
        figures.cold_loads = cold[index];
    }
    Ok(figures)
}

/// Appends everything to every store: a tenth to each, then the next tenth to each.
async fn fill<S: Store>(stores: &mut [S], workload: &Workload) -> Result<Vec<Figures>> {
    let slice_events = workload.events / SLICES;
    let mut figures: Vec<_> = stores.iter().map(|store| Figures::of(store.name())).collect();
    let mut taken = vec![Duration::ZERO; stores.len()];
    let mut events = workload.events();
    for number in 1..=SLICES {
        let slice: Vec<_> = events.by_ref().take(slice_events as usize).collect();
        for (index, store) in stores.iter_mut().enumerate() {
            let (written, start) = (store.written().await?, Instant::now());
            for batch in slice.chunks(BATCH) {
                store.append(batch).await?;
            }
            let elapsed = start.elapsed();
            taken[index] += elapsed;
            figures[index].appends = rate(slice_events * number, taken[index]);
            figures[index].last_appends = rate(slice_events, elapsed);
            figures[index].written_bytes +=
                (store.written().await? - written) as f64 / workload.events as f64;
        }
        eprintln!("appended {number}/{SLICES} of {} events to each layout", workload.events);
    }
    Ok(figures)
}

/// Lets the stores take turns at a read and returns the median rate of each.
async fn rounds<S: Store>(
    stores: &mut [S],
    read: impl AsyncFn(&mut S, u64) -> Result<Option<f64>>,
) -> Result<Vec<Option<f64>>> {
    let mut rates = vec![Vec::new(); stores.len()];
    for round in 0..ROUNDS {
        for (store, rates) in stores.iter_mut().zip(&mut rates) {
            rates.extend(read(store, round).await?);
        }
    }
    Ok(rates.into_iter().map(median).collect())
}

/// Loads streams one after the other; streams per second.
async fn load<S: Store>(store: &mut S, streams: impl Iterator<Item = Stream>) -> Result<f64> {
    let start = Instant::now();
    let mut loaded = 0;
    for stream in streams {
        let versions = store.load(&stream).await?;
        let (name, id) = (store.name(), stream.id);
        ensure!(!versions.is_empty(), "{name}: stream {id} is empty");
        ensure!(
            versions.iter().zip(1..).all(|(&v, n)| v == n),
            "{name}: stream {id} is out of order"
        );
        loaded += 1;
    }
    Ok(rate(loaded, start.elapsed()))
}

/// Reads everything in commit order, page by page; events per second.
async fn scan<S: Store>(store: &mut S, workload: &Workload) -> Result<f64> {
    let (mut last, start) = (0, Instant::now());
    while last < workload.events as i64 {
        let positions = store.page(last).await?;
        let name = store.name();
        ensure!(!positions.is_empty(), "{name}: nothing follows position {last}");
        ensure!(
            positions.iter().zip(last + 1..).all(|(&p, n)| p == n),
            "{name}: a gap after position {last}"
        );
        last += positions.len() as i64;
    }
    Ok(rate(workload.events, start.elapsed()))
}

fn rate(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
