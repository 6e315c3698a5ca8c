//! What the derives make of types: names, payloads, descriptions, columns. No database.

mod describe;
mod fields;
mod hygiene;
mod hygiene_bare;
mod names;
mod payloads;
mod scopes;
mod serde_attributes;
mod serde_defaults;
mod stream;
mod view;
mod view_marks;
mod view_rules;
mod warnings;

use std::fmt::Debug;

use gundb::Event;

/// Writes an event, and reads it back.
fn round_trip<E: Event + Debug + PartialEq>(event: &E, payload: &str) {
    assert_eq!(event.to_payload().unwrap(), payload);
    assert_eq!(read::<E>(event.event_type(), payload).as_ref(), Some(event));
}

fn read<E: Event>(event_type: &str, payload: &str) -> Option<E> {
    E::from_payload(event_type, payload).unwrap()
}
