//! The test vectors in `docs/event-format-vectors.json`: exactly what this code makes.
//!
//! `GUNDB_WRITE_VECTORS=1 cargo test -p gundb-core --lib vectors` writes the file anew.

mod genesis;
mod log;
mod order;
mod shape;
mod story;
mod streams;

use serde::Serialize;

use super::{genesis as first, refused};
use crate::model::{Space, hex, vectors};
use genesis::LogVector;
use order::{HlcStep, Order};
use story::Fork;
use streams::StreamIdVector;

/// The whole file.
#[derive(Serialize)]
struct Vectors {
    about: [&'static str; 3],
    format: u8,
    space_namespace: &'static str,
    default_space: String,
    stream_ids: Vec<StreamIdVector>,
    logs: Vec<LogVector>,
    fork: Fork,
    canonical_order: Order,
    hlc: Vec<HlcStep>,
    refused: Vec<Refused>,
    refused_genesis: Vec<Refused>,
}

/// Bytes that are no record.
#[derive(Serialize)]
struct Refused {
    why: &'static str,
    record: String,
}

fn vectors() -> Vectors {
    let (logs, fork) = story::tell();
    let refused = refused::cases().into_iter();
    let no_genesis = first::refused().into_iter();
    Vectors {
        about: [
            "Test vectors of docs/event-format.md.",
            "Numbers of 64 bits are decimal strings, bytes are hexadecimal.",
            "A record: fields as the page names them, the hash before it, its bytes, what is hashed, its hash.",
        ],
        format: super::super::FORMAT_VERSION,
        space_namespace: "6d0a7a4e-5b0f-4c1e-9d3f-8b7c2a61e4f5",
        default_space: Space::default().uuid().to_string(),
        stream_ids: streams::vectors(),
        logs,
        fork,
        canonical_order: order::order(),
        hlc: order::steps(),
        refused: refused
            .map(|case| Refused { why: case.why, record: hex::encode(&case.bytes) })
            .collect(),
        refused_genesis: no_genesis
            .map(|(why, bytes)| Refused { why, record: hex::encode(&bytes) })
            .collect(),
    }
}

#[test]
fn the_vectors_are_what_this_code_makes() {
    vectors::assert_held("event-format-vectors.json", &vectors());
}
