//! Statements about streams. A stream's row is written once: its last event shows where it stands.

use sea_query::{Order, Query, Value};

use super::bound::Array;
use super::capability::Dialect;
use super::set::{Present, RowSet, Sought, among};
use super::statement::{Build, Statement, clamped};

const TABLE: &str = "gundb_stream";
const HEADS: &str = "gundb_stream_heads";
const COLUMNS: [&str; 4] = ["id", "uuid", "type", "key"];

/// Streams with their last event, which canonical order puts after all others.
const LAST: &str = "FROM gundb_stream AS s JOIN gundb_event AS e ON e.position = (\
    SELECT position FROM gundb_event WHERE stream = s.id AND kind = 1 ORDER BY hlc DESC, position DESC LIMIT 1) \
    JOIN gundb_log AS l ON l.id = e.log LEFT JOIN gundb_stream_heads AS h ON h.stream = s.id";

/// Where a stream stands: what its last event says, and what is said of more heads than that.
const STANDING: &str = "e.version, l.origin, e.sequence, e.hash, h.version, h.heads";

/// A stream as stored.
#[derive(Clone, Debug)]
pub(crate) struct StreamRow {
    pub(crate) id: i64,
    pub(crate) uuid: Vec<u8>,
    pub(crate) stream_type: i64,
    pub(crate) key: String,
}

/// A stream whose heads are more than its last event.
#[derive(Clone, Debug)]
pub(crate) struct HeadsRow {
    pub(crate) stream: i64,
    /// How many events it holds.
    pub(crate) version: i64,
    pub(crate) heads: Vec<u8>,
    /// By log: the merge of the heads' clocks.
    pub(crate) clock: String,
}

/// All streams whose heads are more than their last events: the columns of [`HeadsRow`].
pub(crate) fn all_heads(dialect: Dialect) -> Statement {
    Query::select().columns(["stream", "version", "heads", "clock"]).from(HEADS).build_for(dialect)
}

/// Says of streams that their heads are more than their last events.
pub(crate) fn save_heads(dialect: Dialect, rows: Vec<HeadsRow>) -> Vec<Statement> {
    RowSet::new(HEADS, rows.len())
        .ints("stream", rows.iter().map(|row| row.stream))
        .ints("version", rows.iter().map(|row| row.version))
        .blobs("heads", rows.iter().map(|row| row.heads.clone()))
        .texts("clock", rows.into_iter().map(|row| row.clock))
        .insert(dialect, &Present::Takes(&["stream"]))
}

/// Says of streams that their last events are their only heads again.
pub(crate) fn forget_heads(dialect: Dialect, streams: Vec<i64>) -> Vec<Statement> {
    let begun = Query::delete().from_table(HEADS).build_for(dialect);
    let cells = Array::Ints(streams.into_iter().map(Some).collect());
    among(
        dialect,
        &begun,
        " WHERE ",
        vec![Sought { column: "stream".to_owned(), cast: None, cells }],
    )
}

/// The streams of some ids: the columns of [`StreamRow`]; where it stands; log and clock of the
/// last event; the clock where there are more heads.
pub(crate) fn by_uuid(dialect: Dialect, uuids: Vec<Vec<u8>>) -> Vec<Statement> {
    let select =
        format!("SELECT s.id, s.uuid, s.type, s.key, {STANDING}, e.log, e.clock, h.clock {LAST}");
    let begun = Statement::text(&select, Vec::new());
    let cells = Array::Blobs(uuids.into_iter().map(Some).collect());
    among(
        dialect,
        &begun,
        " WHERE ",
        vec![Sought { column: "s.uuid".to_owned(), cast: None, cells }],
    )
}

/// The streams of some keys, of some stream types: id, key, how many events it holds.
pub(crate) fn of_keys(dialect: Dialect, keys: Vec<String>, types: &[i64]) -> Vec<Statement> {
    let types = types.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let select = format!(
        "SELECT s.id, s.key, COALESCE(h.version, e.version) {LAST} WHERE s.type IN ({types}) AND "
    );
    let cells = Array::Texts(keys.into_iter().map(Some).collect());
    let sought = Sought { column: "s.key".to_owned(), cast: None, cells };
    among(dialect, &Statement::text(&select, Vec::new()), "", vec![sought])
}

/// All streams: the columns of [`StreamRow`].
pub(crate) fn all(dialect: Dialect) -> Statement {
    Query::select().columns(COLUMNS).from(TABLE).order_by("id", Order::Asc).build_for(dialect)
}

/// Inserts new streams; an id that is taken is an error, never somebody else's row.
pub(crate) fn insert(dialect: Dialect, rows: Vec<StreamRow>) -> Vec<Statement> {
    RowSet::new(TABLE, rows.len())
        .ints("id", rows.iter().map(|row| row.id))
        .blobs("uuid", rows.iter().map(|row| row.uuid.clone()))
        .ints("type", rows.iter().map(|row| row.stream_type))
        .texts("key", rows.into_iter().map(|row| row.key))
        .insert(dialect, &Present::Fails)
}

/// A page of streams after an id: id, type name, key; where it stands.
pub(crate) fn page(
    dialect: Dialect,
    stream_type: Option<&str>,
    after_id: i64,
    limit: u64,
) -> Statement {
    let mut values = vec![Value::BigInt(Some(after_id))];
    values.extend(stream_type.map(|name| Value::String(Some(name.to_owned()))));
    let of_type = if stream_type.is_some() { " AND t.name = ?" } else { "" };
    let sql = format!(
        "SELECT s.id, t.name, s.key, {STANDING} {LAST} \
         JOIN gundb_stream_type AS t ON t.id = s.type WHERE s.id > ?{of_type} ORDER BY s.id LIMIT {}",
        clamped(limit)
    );
    Statement::numbered(dialect, &sql, values)
}
