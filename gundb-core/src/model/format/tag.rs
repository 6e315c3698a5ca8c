//! Tags of the fields, and how one field is written.

/// Domain of the hash: what comes after it is a GunDB record.
pub(super) const DOMAIN: &[u8; 16] = b"gundb:record:v1\n";

pub(super) const FORMAT: u8 = 1;
pub(super) const KIND: u8 = 2;
pub(super) const ORIGIN: u8 = 3;
pub(super) const SEQUENCE: u8 = 4;
pub(super) const HLC: u8 = 5;
pub(super) const NONCE: u8 = 6;
pub(super) const BATCH_INDEX: u8 = 7;
pub(super) const BATCH_LENGTH: u8 = 8;
pub(super) const RECORDED: u8 = 9;
pub(super) const STREAM_TYPE: u8 = 10;
pub(super) const KEY: u8 = 11;
pub(super) const EVENT_TYPE: u8 = 12;
pub(super) const SCHEMA_VERSION: u8 = 13;
pub(super) const ID: u8 = 14;
pub(super) const PARENTS: u8 = 15;
pub(super) const DEPS: u8 = 16;
pub(super) const METADATA: u8 = 17;
pub(super) const PAYLOAD: u8 = 18;
pub(super) const SPACE: u8 = 19;
pub(super) const PREDECESSOR: u8 = 20;
pub(super) const PUBLIC_KEY: u8 = 21;
/// Tags above this one are not known to this version.
pub(super) const LAST_KNOWN: u8 = PUBLIC_KEY;

/// Fields that enter the hash by their own hash, so that they can be withheld while chains verify.
pub(super) const WITHHOLDABLE: [u8; 3] = [KEY, METADATA, PAYLOAD];

/// Most bytes of the fields of one record that this version does not know, heads included.
pub(super) const UNKNOWN_BYTES_MAX: usize = 64 * 1024;

/// What the known tags stand for, from 1.
const NAMES: [&str; LAST_KNOWN as usize] = [
    "format",
    "kind",
    "origin",
    "sequence",
    "hlc",
    "nonce",
    "batch index",
    "batch length",
    "recorded",
    "stream type",
    "key",
    "event type",
    "schema version",
    "id",
    "parents",
    "deps",
    "metadata",
    "payload",
    "space",
    "predecessor",
    "public key",
];

/// A tag for messages: its number and what it stands for.
pub(super) fn name(tag: u8) -> String {
    let name = usize::from(tag).checked_sub(1).and_then(|index| NAMES.get(index));
    name.map_or_else(|| format!("field {tag}"), |name| format!("field {tag} ({name})"))
}

/// Appends one field: tag, length in 4 bytes, value.
pub(super) fn put(bytes: &mut Vec<u8>, tag: u8, value: &[u8]) {
    let length = u32::try_from(value.len()).expect("a field is bounded far below 4 GiB");
    bytes.push(tag);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(value);
}

/// Splits off the first field; `None` where the bytes are cut.
pub(super) fn take(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (value, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    Some((*tag, value, rest))
}
