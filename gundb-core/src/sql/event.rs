//! Statements about events.

use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, UnionType};

use super::bound::Array;
use super::capability::Dialect;
use super::set::{Present, RowSet, Sought, among};
use super::statement::{Build, Direction, Statement, clamped};

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

/// Inserts records of one log that were recorded together.
pub(crate) fn insert(dialect: Dialect, rows: Vec<EventRow>) -> Vec<Statement> {
    let Some(first) = rows.first() else { return Vec::new() };
    let (log, recorded) = (first.log, first.recorded);
    debug_assert!(rows.iter().all(|row| (row.log, row.recorded) == (log, recorded)));
    let plain = rows.iter().all(EventRow::is_plain);
    let ints = |cell: fn(&EventRow) -> Option<i64>| Array::Ints(rows.iter().map(cell).collect());
    let mut set = RowSet::new(TABLE, rows.len())
        .each("position", ints(|row| Some(row.position)))
        .same("log", log)
        .each("sequence", ints(|row| Some(row.sequence)))
        .each("stream", ints(|row| row.stream))
        .each("version", ints(|row| Some(row.version)))
        .each("type", ints(|row| row.event_type))
        .each("kind", ints(|row| Some(row.kind)))
        .each("schema_version", ints(|row| Some(row.schema_version)))
        .each("hlc", ints(|row| Some(row.hlc)))
        .each("nonce", ints(|row| Some(row.nonce)))
        .each("batch_index", ints(|row| Some(row.batch_index)))
        .each("batch_length", ints(|row| Some(row.batch_length)))
        .same("recorded", recorded);
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

/// Which events a read returns, and in which order.
#[derive(Clone, Debug)]
pub(crate) enum Scope {
    /// All events, by position.
    Events,
    /// Events of some types, by position.
    Types(Vec<i64>),
    /// Events of one stream, in canonical order.
    Stream(i64),
    /// Events of some streams together, in canonical order.
    Streams(Vec<i64>),
}

/// Where a page begins: behind an event that was read before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behind {
    /// At the beginning.
    Nothing,
    /// Behind a position (or before it, backwards).
    Position(i64),
    /// Behind a canonical key: HLC, origin, nonce, sequence. A hash never decides within one store's stream page.
    Canonical([i64; 4]),
}

/// One page of a read. Columns: position, version, kind, stream type, key, event type, schema version, origin, log,
/// sequence, hlc, nonce, batch index and length, recorded, hash, payload, id, parents, deps, clock, metadata, unknown.
pub(crate) fn page(
    dialect: Dialect,
    scope: &Scope,
    behind: Behind,
    offset: u64,
    direction: Direction,
    limit: u64,
) -> Statement {
    let mut select = wide();
    let order = direction.order();
    match scope {
        Scope::Events => {
            select.and_where(Expr::col((TABLE, "kind")).eq(1));
        }
        Scope::Types(types) => {
            if let Some(nearest) = nearest(types, behind, direction, offset.saturating_add(limit)) {
                select.and_where(Expr::col((TABLE, "position")).in_subquery(nearest));
            } else {
                select.and_where(Expr::col((TABLE, "type")).is_in(types.iter().copied()));
            }
        }
        Scope::Streams(streams) => {
            select
                .and_where(Expr::col((TABLE, "stream")).is_in(streams.iter().copied()))
                .and_where(Expr::col((TABLE, "kind")).eq(1));
        }
        Scope::Stream(stream) => {
            select
                .and_where(Expr::col((TABLE, "stream")).eq(*stream))
                .and_where(Expr::col((TABLE, "kind")).eq(1));
        }
    }
    match behind {
        Behind::Nothing => {}
        Behind::Position(position) => {
            select.and_where(beyond(Expr::col((TABLE, "position")), direction, position.into()));
        }
        Behind::Canonical(key) => {
            let hlc = Expr::col((TABLE, "hlc"));
            select.and_where(match direction {
                Direction::Ascending => hlc.gte(key[0]),
                Direction::Descending => hlc.lte(key[0]),
            });
            let columns = Expr::tuple(canonical().map(Expr::col));
            select.and_where(beyond(columns, direction, Expr::tuple(key.map(Expr::val))));
        }
    }
    if matches!(scope, Scope::Stream(_) | Scope::Streams(_)) {
        for column in canonical() {
            select.order_by(column, order.clone());
        }
    } else {
        select.order_by((TABLE, "position"), order);
    }
    if offset > 0 {
        select.offset(clamped(offset));
    }
    select.limit(clamped(limit)).build_for(dialect)
}

/// The next positions of each of several types, each from its own index range: asked for all types at once, a database
/// sorts everything that is left.
fn nearest(types: &[i64], behind: Behind, direction: Direction, limit: u64) -> Option<SelectStatement> {
    let of_type = |event_type: i64| {
        let mut inner = Query::select();
        inner.column("position").from(TABLE).and_where(Expr::col("type").eq(event_type));
        if let Behind::Position(position) = behind {
            inner.and_where(beyond(Expr::col("position"), direction, position.into()));
        }
        inner.order_by("position", direction.order()).limit(clamped(limit));
        Query::select().column("position").from_subquery(inner.take(), "gundb_nearest").take()
    };
    let mut each = types.iter().filter(|_| types.len() > 1).map(|event_type| of_type(*event_type));
    let mut all = each.next()?;
    all.unions(each.map(|select| (UnionType::All, select)));
    Some(all)
}

fn canonical() -> [(&'static str, &'static str); 4] {
    [(TABLE, "hlc"), ("gundb_log", "origin"), (TABLE, "nonce"), (TABLE, "sequence")]
}

fn beyond(left: Expr, direction: Direction, right: Expr) -> Expr {
    match direction {
        Direction::Ascending => left.gt(right),
        Direction::Descending => left.lt(right),
    }
}

fn wide() -> SelectStatement {
    let events = |column| (TABLE, column);
    Query::select()
        .columns(["position", "version", "kind"].map(events))
        .columns([("gundb_stream_type", "name"), ("gundb_stream", "key"), ("gundb_event_type", "name")])
        .column(events("schema_version"))
        .column(("gundb_log", "origin"))
        .columns(
            ["log", "sequence", "hlc", "nonce", "batch_index", "batch_length", "recorded", "hash", "payload"]
                .map(events),
        )
        .columns(["event_id", "parents", "deps", "clock", "metadata", "unknown"].map(events))
        .from(TABLE)
        .inner_join("gundb_log", Expr::col(("gundb_log", "id")).equals(events("log")))
        .left_join("gundb_stream", Expr::col(("gundb_stream", "id")).equals(events("stream")))
        .left_join(
            "gundb_stream_type",
            Expr::col(("gundb_stream_type", "id")).equals(("gundb_stream", "type")),
        )
        .left_join("gundb_event_type", Expr::col(("gundb_event_type", "id")).equals(events("type")))
        .to_owned()
}

/// Events with some caller-given ids: id, stream, type, schema version, payload, position, version, origin, sequence, hash.
pub(crate) fn by_id(dialect: Dialect, ids: Vec<Vec<u8>>) -> Vec<Statement> {
    let begun = Query::select()
        .columns(
            ["event_id", "stream", "type", "schema_version", "payload", "position", "version"]
                .map(|column| (TABLE, column)),
        )
        .column(("gundb_log", "origin"))
        .columns(["sequence", "hash"].map(|column| (TABLE, column)))
        .from(TABLE)
        .inner_join("gundb_log", Expr::col(("gundb_log", "id")).equals((TABLE, "log")))
        .build_for(dialect);
    let cells = Array::Blobs(ids.into_iter().map(Some).collect());
    among(dialect, &begun, " WHERE ", vec![Sought { column: "event_id".to_owned(), cast: None, cells }])
}
