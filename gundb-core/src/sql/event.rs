//! Statements about events.

use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, UnionType};

use super::capability::Dialect;
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

/// Inserts records.
pub(crate) fn insert(dialect: Dialect, rows: &[EventRow]) -> Statement {
    let mut insert = Query::insert();
    insert.into_table(TABLE).columns(COLUMNS);
    for row in rows {
        insert.values_panic([
            row.position.into(),
            row.log.into(),
            row.sequence.into(),
            row.stream.into(),
            row.version.into(),
            row.event_type.into(),
            row.kind.into(),
            row.schema_version.into(),
            row.hlc.into(),
            row.nonce.into(),
            row.batch_index.into(),
            row.batch_length.into(),
            row.recorded.into(),
            row.hash.clone().into(),
            row.payload.clone().into(),
            row.id.clone().into(),
            row.parents.clone().into(),
            row.deps.clone().into(),
            row.clock.clone().into(),
            row.metadata.clone().into(),
            row.unknown.clone().into(),
        ]);
    }
    insert.build_for(dialect)
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
pub(crate) fn by_id(dialect: Dialect, ids: &[Vec<u8>]) -> Statement {
    Query::select()
        .columns(
            ["event_id", "stream", "type", "schema_version", "payload", "position", "version"]
                .map(|column| (TABLE, column)),
        )
        .column(("gundb_log", "origin"))
        .columns(["sequence", "hash"].map(|column| (TABLE, column)))
        .from(TABLE)
        .inner_join("gundb_log", Expr::col(("gundb_log", "id")).equals((TABLE, "log")))
        .and_where(Expr::col((TABLE, "event_id")).is_in(ids.iter().cloned()))
        .build_for(dialect)
}
