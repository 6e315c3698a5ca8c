//! Statements about events.

use sea_query::{Expr, ExprTrait, Order, Query};

use super::bound::Array;
use super::capability::{Dialect, Sets};
use super::set::{Present, RowSet, Sought, among};
use super::statement::{Build, Statement};
use crate::model::limits::BATCH_EVENTS_MAX;

const TABLE: &str = "gundb_event";

/// An event or merge record as stored.
#[derive(Clone, Debug)]
pub(crate) struct EventRow {
    pub(crate) position: i64,
    pub(crate) log: i64,
    pub(crate) sequence: i64,
    pub(crate) stream: Option<i64>,
    pub(crate) version: i64,
    pub(crate) event_type: Option<i64>,
    pub(crate) kind: i64,
    pub(crate) schema_version: i64,
    pub(crate) hlc: i64,
    pub(crate) nonce: i64,
    pub(crate) batch_index: i64,
    pub(crate) batch_length: i64,
    pub(crate) recorded: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) payload: Option<String>,
    pub(crate) id: Option<Vec<u8>>,
    pub(crate) parents: Option<Vec<u8>>,
    pub(crate) deps: Option<Vec<u8>>,
    pub(crate) clock: Option<String>,
    pub(crate) metadata: Option<String>,
    pub(crate) unknown: Option<Vec<u8>>,
}

const COLUMNS: [&str; 21] = [
    "position",
    "log",
    "sequence",
    "stream",
    "version",
    "type",
    "kind",
    "schema_version",
    "hlc",
    "nonce",
    "batch_index",
    "batch_length",
    "recorded",
    "hash",
    "payload",
    "event_id",
    "parents",
    "deps",
    "clock",
    "metadata",
    "unknown",
];

/// Inserts records.
pub(crate) fn insert(dialect: Dialect, rows: Vec<EventRow>) -> Vec<Statement> {
    let Some(first) = rows.first() else { return Vec::new() };
    // What a store appends at once is of one log and one time.
    let (log, recorded) = (first.log, first.recorded);
    let is_own = rows.iter().all(|row| (row.log, row.recorded) == (log, recorded));
    let plain = rows.iter().all(EventRow::is_plain);
    let ints = |cell: fn(&EventRow) -> Option<i64>| Array::Ints(rows.iter().map(cell).collect());
    let mut set = RowSet::new(TABLE, rows.len()).each("position", ints(|row| Some(row.position)));
    set = match is_own {
        true => set.same("log", log).same("recorded", recorded),
        false => set
            .each("log", ints(|row| Some(row.log)))
            .each("recorded", ints(|row| Some(row.recorded))),
    };
    set = set
        .each("sequence", ints(|row| Some(row.sequence)))
        .each("stream", ints(|row| row.stream))
        .each("version", ints(|row| Some(row.version)))
        .each("type", ints(|row| row.event_type))
        .each("kind", ints(|row| Some(row.kind)))
        .each("schema_version", ints(|row| Some(row.schema_version)))
        .each("hlc", ints(|row| Some(row.hlc)))
        .each("nonce", ints(|row| Some(row.nonce)))
        .each("batch_index", ints(|row| Some(row.batch_index)))
        .each("batch_length", ints(|row| Some(row.batch_length)));
    let mut columns: [Vec<Option<Vec<u8>>>; 5] = Default::default();
    let mut texts: [Vec<Option<String>>; 3] = Default::default();
    for row in rows {
        let blobs = [Some(row.hash), row.id, row.parents, row.deps, row.unknown];
        columns.iter_mut().zip(blobs).for_each(|(column, cell)| column.push(cell));
        let cells = [row.payload, row.clock, row.metadata];
        texts.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
    }
    let [hash, id, parents, deps, unknown] = columns.map(Array::Blobs);
    let [payload, clock, metadata] = texts.map(Array::Texts);
    set = set.each("hash", hash).each("payload", payload);
    if !plain {
        set = set.each("event_id", id).each("parents", parents).each("deps", deps);
        set = set.each("clock", clock).each("metadata", metadata).each("unknown", unknown);
    }
    set.insert(dialect, &Present::Fails)
}

impl EventRow {
    /// Whether nothing stands in the columns that most events leave empty.
    fn is_plain(&self) -> bool {
        let blobs = [&self.id, &self.parents, &self.deps, &self.unknown];
        blobs.iter().all(|cell| cell.is_none()) && self.clock.is_none() && self.metadata.is_none()
    }
}

/// All records by position: the columns of [`EventRow`], with nothing joined.
pub(crate) fn all(dialect: Dialect) -> Statement {
    Query::select().columns(COLUMNS).from(TABLE).order_by("position", Order::Asc).build_for(dialect)
}

/// The records at some positions: the columns of [`EventRow`], in any order.
pub(crate) fn at(dialect: Dialect, positions: Vec<i64>) -> Vec<Statement> {
    let begun = Query::select().columns(COLUMNS).from(TABLE).build_for(dialect);
    let cells = Array::Ints(positions.into_iter().map(Some).collect());
    among(
        dialect,
        &begun,
        " WHERE ",
        vec![Sought { column: "position".to_owned(), cast: None, cells }],
    )
}

/// Records of some logs and sequences: log, origin, sequence, HLC, hash, clock, the stream's uuid.
pub(crate) fn by_dot(dialect: Dialect, dots: Vec<(i64, i64)>) -> Vec<Statement> {
    let begun = Query::select()
        .column((TABLE, "log"))
        .column(("gundb_log", "origin"))
        .columns(["sequence", "hlc", "hash", "clock"].map(|column| (TABLE, column)))
        .column(("gundb_stream", "uuid"))
        .from(TABLE)
        .inner_join("gundb_log", Expr::col(("gundb_log", "id")).equals((TABLE, "log")))
        .left_join("gundb_stream", Expr::col(("gundb_stream", "id")).equals((TABLE, "stream")))
        .build_for(dialect);
    match dialect.capability().sets {
        Sets::Arrays => positions_of_dots(dialect, begun, dots),
        Sets::Values => among(dialect, &begun, " WHERE ", of_dots("gundb_event.", dots)),
    }
}

/// Events whose positions are those of some dots. Where the logs are joined as well, Postgres may
/// look for each dot in the whole of its log.
fn positions_of_dots(
    dialect: Dialect,
    mut begun: Statement,
    dots: Vec<(i64, i64)>,
) -> Vec<Statement> {
    begun.sql +=
        " WHERE gundb_event.position = ANY(ARRAY(SELECT dot.position FROM gundb_event AS dot";
    let mut statements = among(dialect, &begun, " WHERE ", of_dots("dot.", dots));
    statements.iter_mut().for_each(|statement| statement.sql += "))");
    statements
}

/// Where the records of some logs and sequences stand: log, position.
pub(crate) fn positions_of(dialect: Dialect, dots: Vec<(i64, i64)>) -> Vec<Statement> {
    let begun = Query::select().columns(["log", "position"]).from(TABLE).build_for(dialect);
    among(dialect, &begun, " WHERE ", of_dots("", dots))
}

fn of_dots(table: &str, dots: Vec<(i64, i64)>) -> Vec<Sought> {
    let sought = |column: &str, cells: Vec<Option<i64>>| Sought {
        column: format!("{table}{column}"),
        cast: None,
        cells: Array::Ints(cells),
    };
    let logs = sought("log", dots.iter().map(|(log, _)| Some(*log)).collect());
    let sequences = sought("sequence", dots.iter().map(|(_, sequence)| Some(*sequence)).collect());
    vec![logs, sequences]
}

/// Events with some caller-given ids: id, stream, type, schema version, payload, position, version,
/// origin, sequence, hash, HLC, nonce.
pub(crate) fn by_id(dialect: Dialect, ids: Vec<Vec<u8>>) -> Vec<Statement> {
    if ids.is_empty() {
        return Vec::new();
    }
    let begun = Query::select()
        .columns(
            ["event_id", "stream", "type", "schema_version", "payload", "position", "version"]
                .map(|column| (TABLE, column)),
        )
        .column(("gundb_log", "origin"))
        .columns(["sequence", "hash", "hlc", "nonce"].map(|column| (TABLE, column)))
        .from(TABLE)
        .inner_join("gundb_log", Expr::col(("gundb_log", "id")).equals((TABLE, "log")))
        .build_for(dialect);
    let cells = Array::Blobs(ids.into_iter().map(Some).collect());
    among(
        dialect,
        &begun,
        " WHERE ",
        vec![Sought { column: "event_id".to_owned(), cast: None, cells }],
    )
}

/// The last event of a stream that was appended in one call with an event: version, position,
/// sequence, hash. The events of a call stand beside each other, and share HLC and nonce.
pub(crate) fn last_of_call(
    dialect: Dialect,
    stream: i64,
    position: i64,
    hlc: i64,
    nonce: i64,
) -> Statement {
    let end = position.saturating_add(BATCH_EVENTS_MAX as i64);
    Query::select()
        .columns(["version", "position", "sequence", "hash"])
        .from(TABLE)
        .and_where(Expr::col("position").between(position, end))
        .and_where(Expr::col("stream").eq(stream))
        .and_where(Expr::col("hlc").eq(hlc))
        .and_where(Expr::col("nonce").eq(nonce))
        .order_by("position", Order::Desc)
        .limit(1)
        .build_for(dialect)
}

/// Where the records at some positions stand in canonical order: position, log, sequence, HLC,
/// nonce, hash.
pub(crate) fn canonical_orders(dialect: Dialect, positions: Vec<i64>) -> Vec<Statement> {
    let begun = Query::select()
        .columns(["position", "log", "sequence", "hlc", "nonce", "hash"])
        .from(TABLE)
        .build_for(dialect);
    let cells = Array::Ints(positions.into_iter().map(Some).collect());
    among(
        dialect,
        &begun,
        " WHERE ",
        vec![Sought { column: "position".to_owned(), cast: None, cells }],
    )
}
