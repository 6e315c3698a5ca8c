//! The test vectors in `docs/wire-format-vectors.json`: exactly what this code makes.
//!
//! `GUNDB_WRITE_VECTORS=1 cargo test -p gundb-core --lib vectors` writes the file anew.

mod conversation;
mod examples;
mod shape;

use serde::Serialize;

use super::super::limits::PROTOCOL_VERSION;
use super::super::{Digest, Holding, OriginRange};
use super::messages::refused;
use crate::model::{Origin, Reference, hex, vectors};
use conversation::Said;
use shape::{MessageVector, ToldFields};

/// The whole file.
#[derive(Serialize)]
struct Vectors {
    about: [&'static str; 3],
    version: u8,
    ranges: Vec<RangeVector>,
    digest: DigestVector,
    messages: Vec<MessageVector>,
    conversation: Vec<Said>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct RangeVector {
    depth: u8,
    first: String,
    last: String,
}

/// Heads, and what is reported of them.
#[derive(Serialize)]
struct DigestVector {
    about: &'static str,
    heads: Vec<String>,
    whole: ToldFields,
    parts: Vec<ToldFields>,
}

/// Bytes that are no message.
#[derive(Serialize)]
struct Refused {
    why: &'static str,
    message: String,
}

fn ranges() -> Vec<RangeVector> {
    let mut ranges = vec![OriginRange::WHOLE];
    let origin = Origin::new(5_071_994_022_893_770_661).unwrap();
    while let Some(part) = ranges[ranges.len() - 1].parts().find(|part| part.contains(origin)) {
        ranges.push(part);
    }
    let vector = |range: &OriginRange| RangeVector {
        depth: range.depth(),
        first: range.first().to_string(),
        last: range.last().to_string(),
    };
    ranges.iter().map(vector).collect()
}

fn digest() -> DigestVector {
    let head = |log: u64| Reference {
        origin: Origin::new(if log < 20 { log } else { log << 58 }).unwrap(),
        sequence: log * log,
        hash: [u8::try_from(log).unwrap(); 16],
    };
    let digest = Digest::new((1..=27).map(head).collect());
    assert!(matches!(digest.tell(OriginRange::WHOLE).holding, Holding::Sum { count: 27, .. }));
    DigestVector {
        about: "27 heads; the whole as a sum, and its parts, of which the first is a sum as well.",
        heads: digest.heads().iter().map(|head| hex::encode(&head.to_bytes())).collect(),
        whole: ToldFields::from(&digest.tell(OriginRange::WHOLE)),
        parts: digest.refine(OriginRange::WHOLE).iter().map(ToldFields::from).collect(),
    }
}

fn vectors() -> Vectors {
    let refused = refused::cases().into_iter();
    Vectors {
        about: [
            "Test vectors of docs/wire-format.md.",
            "Numbers of 64 bits are decimal strings, bytes are hexadecimal.",
            "A message: fields as the page names them, and its bytes.",
        ],
        version: PROTOCOL_VERSION,
        ranges: ranges(),
        digest: digest(),
        messages: examples::messages(),
        conversation: conversation::hold(),
        refused: refused
            .map(|case| Refused { why: case.why, message: hex::encode(&case.bytes) })
            .collect(),
    }
}

#[test]
fn the_vectors_are_what_this_code_makes() {
    vectors::assert_held("wire-format-vectors.json", &vectors());
}
