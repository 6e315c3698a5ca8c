//! Every limit of the event format and of an append, in one place.
//!
//! A limit binds appends everywhere and is part of the event format: a received event beyond it is
//! malformed. Changing one is a change of the format (`docs/event-format.md`).

/// Longest stream key, in bytes of UTF-8.
pub const KEY_BYTES_MAX: usize = 1024;
/// Longest stream type, event type or header name, in bytes of UTF-8.
pub const NAME_BYTES_MAX: usize = 128;
/// Largest payload of one event, in bytes of JSON text.
pub const PAYLOAD_BYTES_MAX: usize = 1024 * 1024;
/// Largest metadata of one event, in bytes of JSON text.
pub const METADATA_BYTES_MAX: usize = 64 * 1024;
/// Most events of one append.
pub const BATCH_EVENTS_MAX: usize = 1000;
/// Most bytes of payload, metadata and key together in one append.
pub const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most references in the `parents` or the `deps` of one event; with more heads, merge records come
/// first.
pub const REFERENCES_MAX: usize = 256;
/// Longest text in an indexed or key column of a view, in bytes: Postgres refuses index rows over
/// 2,704.
pub const INDEXED_TEXT_BYTES_MAX: usize = 1024;
/// Longest key of a view row, all its cells together, for the same reason.
pub const VIEW_KEY_BYTES_MAX: usize = 2048;
/// Largest model file, in bytes.
pub const MODEL_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most columns of a view: 64 rows of this many columns are one statement within SQLite's 32,766
/// values.
pub const COLUMNS_MAX: usize = 250;
/// Most bytes of text in a cell that is a list of a rule (`insert`, `siblings`) in a view of one
/// row a stream: each event that makes it longer reads and writes it, and no database holds more
/// than 1 GB in a cell.
pub const LIST_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most values of one query: what SQLite binds in one statement. Postgres would take 65,535.
pub const QUERY_VALUES_MAX: usize = 32_766;
/// Most conditions of one query.
pub const QUERY_CONDITIONS_MAX: usize = 32_766;
/// How deep the conditions of a query may be nested.
pub const FILTER_DEPTH_MAX: usize = 64;
/// Longest pattern of a `like`, in bytes: in its form for SQLite it may be three times as long, and
/// 50,000 is the most there.
pub const PATTERN_BYTES_MAX: usize = 10_000;
/// Highest schema version of an event type, and highest version of a view: what 32 bits with sign
/// hold.
pub const VERSION_MAX: u32 = i32::MAX as u32;
/// Most digits of a decimal, before and after the point together: what any 96 bits hold, whatever
/// the digits are.
pub const DECIMAL_DIGITS_MAX: u32 = 28;
/// Longest table or column name: what Postgres keeps of one.
pub const IDENTIFIER_BYTES_MAX: usize = 63;
/// From this HLC on (the year 3084) an event may exceed its references by one at most, so that
/// nobody can use up time.
pub const HLC_FREE_MAX: u64 = 1 << 61;
