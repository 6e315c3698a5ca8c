//! Canonical order and the steps of the hybrid logical clock, as plain data: the layer above
//! compares its code with it.

use serde::Serialize;

use crate::model::hex;

/// Keys in no order, and the order that is canonical.
#[derive(Serialize)]
pub(super) struct Order {
    about: &'static str,
    keys: Vec<Key>,
    /// Indexes in `keys`, from 0.
    canonical: Vec<usize>,
}

#[derive(Serialize)]
struct Key {
    hlc: String,
    origin: String,
    nonce: String,
    sequence: String,
    hash: String,
}

/// One step of the clock.
#[derive(Serialize)]
pub(super) struct HlcStep {
    about: &'static str,
    seen: String,
    wall_ms: i64,
    next: String,
}

/// HLC, origin, nonce, sequence, first and last byte of the hash.
type Tuple = (u64, u64, u64, u64, [u8; 2]);

const MAX: u64 = u64::MAX >> 1;
/// A small number for where a large one stands: read as decimal text, they would sort the other
/// way.
const KEYS: [Tuple; 14] = [
    (65_536, 9, 9, 9, [9, 9]),
    (9, 10, 1, 1, [1, 1]),
    (9, 9, 10, 1, [1, 1]),
    (9, 9, 9, 10, [1, 1]),
    (9, 9, 9, 9, [9, 1]),
    (9, 9, 9, 9, [9, 0]),
    (9, 9, 9, 9, [0x80, 0]),
    (9, 9, 9, 11, [0, 0]),
    (9, 9, 10, 2, [0, 0]),
    (MAX, 1, 0, 1, [0, 0]),
    (9, MAX, 0, 1, [0, 0]),
    (9, 9, MAX, 1, [0, 0]),
    (9, 9, 9, MAX, [0, 0]),
    (0, MAX, MAX, MAX, [0xff, 0xff]),
];

fn hash_of([first, last]: [u8; 2]) -> [u8; 32] {
    let mut hash = [0; 32];
    (hash[0], hash[31]) = (first, last);
    hash
}

pub(super) fn order() -> Order {
    let mut canonical: Vec<usize> = (0..KEYS.len()).collect();
    canonical.sort_by_key(|index| KEYS[*index]);
    let keys = KEYS.map(|(hlc, origin, nonce, sequence, hash)| Key {
        hlc: hlc.to_string(),
        origin: origin.to_string(),
        nonce: nonce.to_string(),
        sequence: sequence.to_string(),
        hash: hex::encode(&hash_of(hash)),
    });
    let about = "Ties at each level: by hlc, then origin, nonce, sequence, hash.";
    Order { about, keys: keys.into(), canonical }
}

const FREE_MAX: u64 = 1 << 61;

pub(super) fn steps() -> Vec<HlcStep> {
    let step = |(about, seen, wall_ms, next): (_, u64, _, u64)| HlcStep {
        about,
        seen: seen.to_string(),
        wall_ms,
        next: next.to_string(),
    };
    let steps = [
        ("the first of a store", 0, 1_750_000_000_000, 114_688_000_000_000_000),
        (
            "the wall clock moved on",
            114_688_000_000_000_000,
            1_750_000_000_001,
            114_688_000_000_065_536,
        ),
        (
            "the wall clock stands still",
            114_688_000_000_000_000,
            1_750_000_000_000,
            114_688_000_000_000_001,
        ),
        ("the wall clock jumped back", 114_688_000_000_000_007, 1_000, 114_688_000_000_000_008),
        ("the counter runs over into the milliseconds", 131_071, 1, 131_072),
        ("which then lead", 131_072, 1, 131_073),
        ("and are caught up with", 131_073, 3, 196_608),
        ("1970", 0, 0, 1),
        ("before 1970", 0, -62_135_596_800_000, 1),
        ("the last millisecond that is believed", 0, (1 << 45) - 1, FREE_MAX - 65_536),
        ("a wall clock beyond it", 0, 1 << 45, FREE_MAX - 1),
        ("seen up to there", FREE_MAX - 1, 1 << 45, FREE_MAX),
        ("seen beyond", FREE_MAX + 5, 1 << 46, FREE_MAX + 6),
    ];
    steps.map(step).into()
}
