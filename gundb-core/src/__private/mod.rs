//! What derived code may name. Not part of the public interface.

mod cells;
mod constants;
mod describe;
mod finite;
mod fits;
mod kinds;
mod payload;
mod variants;

pub use cells::{
    cell, cells, clock_cell, count_cell, day_cell, key_cell, moment_cell, name_cell, ordered_cell,
    set_cell, siblings_cell, stream_key_cell, total_cell, unknown_name,
};
pub use constants::{Text, constant, element, sibling, text, text_inside};
pub use describe::{event_description, field_name, property, stream_description};
pub use fits::{
    Elements, Fits, inside, probe_compared, probe_day, probe_element, probe_index, probe_number,
    probe_set, probe_sibling,
};
pub use kinds::{Concurrent, Element, Indexable, Key, Set};
pub use payload::{default_json, from_payload, to_payload};
pub use serde;
pub use serde_json::Value as AnyJson;
pub use variants::{Found, Nth, variant_of};

pub use crate::aggregate::{Apply, Stream};
pub use crate::error::{Error, Result};
pub use crate::fold::Codes;
pub use crate::model::{
    Column, ColumnType, Event, EventDescription, Field, FieldName, Meta, Property, PropertyReader,
    Reader, RuleOperand, Schema, StreamDescription, Transform, Value, ViewBuilder, ViewModel,
};
pub use crate::view::{TypedColumn, View, add_code};

/// Stream type of the events of a state, at compile time.
pub const fn stream_type_of<S: Stream>() -> &'static str {
    <S::Event as Event>::STREAM_TYPE
}

/// Whether two names are equal, at compile time.
pub const fn same_name(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// Owned text, without a trait that derived code would need in scope.
pub fn string(text: &str) -> String {
    text.to_owned()
}

/// A list, without a trait that derived code would need in scope.
pub fn list<T, const N: usize>(items: [T; N]) -> Vec<T> {
    Vec::from(items)
}
