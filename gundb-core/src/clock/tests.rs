//! Clocks against their laws, and against the test vectors of the event format.

mod canonical;
mod causal;
mod hlc;
mod vector;

/// One part of `docs/event-format-vectors.json`.
fn vectors(part: &str) -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/event-format-vectors.json");
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str::<serde_json::Value>(&text).unwrap()[part].take()
}

/// A number of 64 bits in the vectors.
fn number(field: &serde_json::Value) -> u64 {
    field.as_str().unwrap().parse().unwrap()
}
