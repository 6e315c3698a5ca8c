//! The events that every layout stores: the same ones in every run, from a fixed seed.

use anyhow::{Result, ensure};

/// Events per transaction.
pub(crate) const BATCH: usize = 100;
/// Parts in which the layouts take turns while they are filled.
pub(crate) const SLICES: u64 = 10;

const SEED: u64 = 0x6775_6e64_6200_0001;
/// The first event's milliseconds since 1970.
const START_MS: u64 = 1_767_225_600_000;
const TYPES: [&str; 8] = [
    "account.opened",
    "account.deposited",
    "account.withdrawn",
    "account.transferred",
    "account.charged",
    "account.limited",
    "account.renamed",
    "account.closed",
];

/// One event, with every value that some layout has a column for.
pub(crate) struct Event {
    pub(crate) position: i64,
    pub(crate) log: i64,
    pub(crate) sequence: i64,
    pub(crate) stream: Stream,
    pub(crate) version: i64,
    pub(crate) event_type: i64,
    pub(crate) hlc: i64,
    pub(crate) nonce: i64,
    pub(crate) hash: [u8; 32],
    pub(crate) recorded_us: i64,
    pub(crate) payload: String,
}

impl Event {
    /// The event type's stable name.
    pub(crate) fn type_name(&self) -> &'static str {
        TYPES[self.event_type as usize]
    }
}

/// A stream under both of its names.
pub(crate) struct Stream {
    pub(crate) id: i64,
    pub(crate) uuid: [u8; 16],
}

impl Stream {
    fn new(id: u64) -> Self {
        let mut random = SplitMix(SEED ^ (id << 32));
        Self { id: id as i64, uuid: random.bytes() }
    }
}

/// How many events there are, and over how many streams they are spread.
pub(crate) struct Workload {
    pub(crate) events: u64,
    pub(crate) streams: u64,
}

impl Workload {
    /// `events` over `streams`, or over one stream for every 100 events.
    pub(crate) fn new(events: u64, streams: Option<u64>) -> Result<Self> {
        let unit = BATCH as u64 * SLICES;
        ensure!(
            events > 0 && events.is_multiple_of(unit),
            "{events} events: take a multiple of {unit}"
        );
        let streams = streams.unwrap_or(events / 100);
        ensure!((1..=events).contains(&streams), "{streams} streams: take 1 to {events}");
        Ok(Self { events, streams })
    }

    /// The events in commit order. Each is an append call of its own, one every 100 µs.
    pub(crate) fn events(&self) -> impl Iterator<Item = Event> {
        let mut random = SplitMix(SEED);
        let mut versions = vec![0; self.streams as usize];
        (0..self.events).map(move |index| {
            let stream = random.below(versions.len() as u64);
            versions[stream as usize] += 1;
            event(index, stream, versions[stream as usize], &mut random)
        })
    }

    /// Streams to load, in a random order that differs from round to round.
    pub(crate) fn streams_to_load(&self, round: u64) -> impl Iterator<Item = Stream> {
        let mut random = SplitMix(SEED + 1 + round);
        let streams = self.streams;
        std::iter::repeat_with(move || Stream::new(random.below(streams)))
    }
}

fn event(index: u64, stream: u64, version: i64, random: &mut SplitMix) -> Event {
    let recorded_us = START_MS * 1_000 + index * 100;
    let hlc = ((recorded_us / 1_000) << 16) | (index % 10);
    Event {
        position: index as i64 + 1,
        log: 1,
        sequence: index as i64 + 1,
        stream: Stream::new(stream),
        version,
        event_type: random.below(TYPES.len() as u64) as i64,
        hlc: hlc as i64,
        nonce: random.next() as i64,
        hash: random.bytes(),
        recorded_us: recorded_us as i64,
        payload: payload(random),
    }
}

/// JSON text of some 200 bytes.
fn payload(random: &mut SplitMix) -> String {
    let (amount, balance) = (random.below(1_000_000), random.below(100_000_000));
    let (from, to, reference) = (random.next(), random.next(), random.next());
    format!(
        "{{\"amount\":{amount},\"balance\":{balance},\"currency\":\"EUR\",\"from\":\"DE{from:020}\",\"to\":\"DE{to:020}\",\
         \"reference\":\"{reference:016x}\",\
         \"note\":\"Invoice of the month, paid from the shared account by standing order\"}}"
    )
}

/// The generator SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next() as u8)
    }
}
