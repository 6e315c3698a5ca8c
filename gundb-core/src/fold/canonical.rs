//! Canonical bytes of cells and rows: equal on every node and database (`docs/types.md`).

use crate::model::{Hash, Value};

/// Appends a cell: a tag, then the value in big-endian or length-prefixed bytes. A decimal is the
/// text that it shows.
fn put(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => bytes.push(0),
        Value::Bool(flag) => bytes.extend_from_slice(&[1, u8::from(*flag)]),
        Value::Int(number) => tagged(bytes, 2, &number.to_be_bytes()),
        Value::Real(real) => tagged(bytes, 3, &(real + 0.0).to_bits().to_be_bytes()),
        Value::Text(text) => sized(bytes, 4, text.as_bytes()),
        Value::Time(time) => tagged(bytes, 5, &time.as_microsecond().to_be_bytes()),
        Value::Date(date) => {
            tagged(bytes, 6, &date.year().to_be_bytes());
            bytes.extend_from_slice(&[date.month().cast_unsigned(), date.day().cast_unsigned()]);
        }
        Value::Decimal(decimal) => sized(bytes, 7, decimal.to_string().as_bytes()),
        Value::Uuid(uuid) => tagged(bytes, 8, uuid.as_bytes()),
        Value::Bytes(own) => sized(bytes, 9, own),
        Value::Json(text) => sized(bytes, 10, text.as_bytes()),
    }
}

fn sized(bytes: &mut Vec<u8>, tag: u8, value: &[u8]) {
    tagged(bytes, tag, &(value.len() as u64).to_be_bytes());
    bytes.extend_from_slice(value);
}

fn tagged(bytes: &mut Vec<u8>, tag: u8, value: &[u8]) {
    bytes.push(tag);
    bytes.extend_from_slice(value);
}

/// A row's key, or a unique value, as bytes: what `gundb_fold` and our own maps know it by. Equal
/// decimals have equal bytes, whatever zeros they end with.
pub(crate) fn key_bytes(key: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(key.len() * 16);
    for cell in key {
        match cell {
            Value::Decimal(_) => put(&mut bytes, &cell.clone().into_key()),
            cell => put(&mut bytes, cell),
        }
    }
    bytes
}

/// The cells of a row as bytes: equal only where they show the same.
pub(crate) fn cell_bytes(cells: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(cells.len() * 16);
    cells.iter().for_each(|cell| put(&mut bytes, cell));
    bytes
}

/// The canonical hash of a view: its rows in ascending order of their keys.
#[derive(Default)]
pub(crate) struct ViewHash {
    hasher: blake3::Hasher,
    rows: u64,
}

impl ViewHash {
    /// Takes the next row in.
    pub(crate) fn row(&mut self, cells: &[Value]) {
        self.hasher.update(&cell_bytes(cells));
        self.rows += 1;
    }

    /// The hash over all rows and their number.
    pub(crate) fn finish(mut self) -> Hash {
        self.hasher.update(&self.rows.to_be_bytes());
        Hash::from_bytes(*self.hasher.finalize().as_bytes())
    }
}
