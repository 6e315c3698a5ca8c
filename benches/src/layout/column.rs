//! Columns, their SQL types, and the value that an event has in each.

use super::event::Event;

/// A column, and the value that an event has in it.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) value: for<'a> fn(&'a Event) -> Value<'a>,
}

/// A column's SQL type.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Big,
    Int,
    Small,
    Bytes,
    Uuid,
    Text,
}

/// A value on its way into a statement.
pub(crate) enum Value<'a> {
    Int(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
}

const fn column(
    name: &'static str,
    kind: Kind,
    value: for<'a> fn(&'a Event) -> Value<'a>,
) -> Column {
    Column { name, kind, value }
}

pub(crate) const POSITION: Column = column("position", Kind::Big, |e| Value::Int(e.position));
pub(crate) const SEQUENCE: Column = column("sequence", Kind::Big, |e| Value::Int(e.sequence));
pub(crate) const VERSION: Column = column("version", Kind::Big, |e| Value::Int(e.version));
pub(crate) const HLC: Column = column("hlc", Kind::Big, |e| Value::Int(e.hlc));
pub(crate) const NONCE: Column = column("nonce", Kind::Big, |e| Value::Int(e.nonce));
pub(crate) const RECORDED: Column = column("recorded", Kind::Big, |e| Value::Int(e.recorded_us));
pub(crate) const LOG: Column = column("log", Kind::Int, |e| Value::Int(e.log));
pub(crate) const STREAM: Column = column("stream", Kind::Int, |e| Value::Int(e.stream.id));
pub(crate) const STREAM_UUID: Column =
    column("stream", Kind::Uuid, |e| Value::Bytes(&e.stream.uuid));
pub(crate) const TYPE: Column = column("type", Kind::Int, |e| Value::Int(e.event_type));
pub(crate) const TYPE_NAME: Column = column("type", Kind::Text, |e| Value::Text(e.type_name()));
pub(crate) const SCHEMA: Column = column("schema_version", Kind::Small, |_| Value::Int(1));
pub(crate) const BATCH_INDEX: Column = column("batch_index", Kind::Small, |_| Value::Int(0));
pub(crate) const BATCH_LENGTH: Column = column("batch_length", Kind::Small, |_| Value::Int(1));
pub(crate) const HASH: Column = column("hash", Kind::Bytes, |e| Value::Bytes(&e.hash));
pub(crate) const PAYLOAD: Column = column("payload", Kind::Text, |e| Value::Text(&e.payload));
