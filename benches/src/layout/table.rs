//! The candidate layouts, as data, and the SQL that both databases share.

use super::{column::*, event::Stream};

/// Rows per page of a full scan.
const PAGE: usize = 1_000;

/// One candidate: its columns, its keys and its indexes.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Column],
    /// Columns that are NULL in every event of this benchmark, with their types.
    nulls: &'static [(&'static str, Kind)],
    primary: &'static str,
    /// Whether SQLite keeps the rows in the primary key (`WITHOUT ROWID`); a Postgres heap has no
    /// such choice.
    clustered: bool,
    unique: &'static [&'static str],
    indexes: &'static [&'static str],
    /// The order in which a stream is loaded.
    order: &'static str,
}

/// Widest first, which spares Postgres the padding between them; the payload last.
const EVENT: &[Column] = &[
    POSITION,
    SEQUENCE,
    VERSION,
    HLC,
    NONCE,
    RECORDED,
    LOG,
    STREAM,
    TYPE,
    SCHEMA,
    BATCH_INDEX,
    BATCH_LENGTH,
    HASH,
    PAYLOAD,
];
const EVENT_WITH_NAMES: &[Column] = &[
    POSITION,
    SEQUENCE,
    VERSION,
    HLC,
    NONCE,
    RECORDED,
    LOG,
    SCHEMA,
    BATCH_INDEX,
    BATCH_LENGTH,
    STREAM_UUID,
    TYPE_NAME,
    HASH,
    PAYLOAD,
];
const EVENT_NULLS: &[(&str, Kind)] = &[
    ("parents", Kind::Bytes),
    ("deps", Kind::Bytes),
    ("clock", Kind::Bytes),
    ("metadata", Kind::Text),
    ("event_id", Kind::Text),
];
const CANONICAL: &str = "hlc, nonce, sequence";

/// P by position, S by stream, T by position with uuids and names, R and I the plain table with
/// uuids and with integers.
pub(crate) const LAYOUTS: &[Layout] = &[
    Layout {
        name: "P",
        columns: EVENT,
        nulls: EVENT_NULLS,
        primary: "position",
        clustered: false,
        unique: &["log, sequence"],
        indexes: &["stream, hlc", "type, position"],
        order: CANONICAL,
    },
    Layout {
        name: "S",
        columns: EVENT,
        nulls: EVENT_NULLS,
        primary: "stream, hlc, nonce, sequence",
        clustered: true,
        unique: &["position", "log, sequence"],
        indexes: &["type, position"],
        order: CANONICAL,
    },
    Layout {
        name: "T",
        columns: EVENT_WITH_NAMES,
        nulls: EVENT_NULLS,
        primary: "position",
        clustered: false,
        unique: &["log, sequence"],
        indexes: &["stream, hlc", "type, position"],
        order: CANONICAL,
    },
    Layout {
        name: "R",
        columns: &[POSITION, VERSION, RECORDED, STREAM_UUID, TYPE_NAME, PAYLOAD],
        nulls: &[],
        primary: "position",
        clustered: false,
        unique: &["stream, version"],
        indexes: &[],
        order: "version",
    },
    Layout {
        name: "I",
        columns: &[POSITION, VERSION, RECORDED, STREAM, TYPE, PAYLOAD],
        nulls: &[],
        primary: "position",
        clustered: false,
        unique: &["stream, version"],
        indexes: &[],
        order: "version",
    },
];

impl Layout {
    /// The statements that create the layout as `table`; `kind_name` is the database's word for a
    /// kind.
    pub(crate) fn create(
        &self,
        table: &str,
        kind_name: fn(Kind) -> &'static str,
        options: &str,
    ) -> Vec<String> {
        let required = |c: &Column| format!("{} {} NOT NULL", c.name, kind_name(c.kind));
        let nullable = |&(name, kind): &(&str, Kind)| format!("{name} {}", kind_name(kind));
        let mut parts: Vec<_> = self.columns.iter().map(required).collect();
        let payload = parts.pop();
        parts.extend(self.nulls.iter().map(nullable));
        parts.extend(payload);
        parts.push(format!("PRIMARY KEY ({})", self.primary));
        parts.extend(self.unique.iter().map(|key| format!("UNIQUE ({key})")));
        let mut statements = vec![format!("CREATE TABLE {table} ({}){options}", parts.join(", "))];
        for (number, index) in self.indexes.iter().enumerate() {
            statements.push(format!("CREATE INDEX {table}_{number} ON {table} ({index})"));
        }
        statements
    }

    /// What follows the closing parenthesis on SQLite.
    pub(crate) fn sqlite_options(&self) -> &'static str {
        if self.clustered { " STRICT, WITHOUT ROWID" } else { " STRICT" }
    }

    /// The names of the columns that are written.
    pub(crate) fn column_names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|c| c.name).collect();
        names.join(", ")
    }

    /// The query for one stream; `stream` is the expression for the parameter.
    pub(crate) fn load(&self, table: &str, stream: &str) -> String {
        format!(
            "SELECT version, type, recorded, payload FROM {table} WHERE stream = {stream} ORDER BY {}",
            self.order
        )
    }

    /// The query for the next page of everything, in commit order, after the position in `$1`.
    pub(crate) fn page(&self, table: &str) -> String {
        format!(
            "SELECT position, stream, version, type, recorded, payload \
             FROM {table} WHERE position > $1 ORDER BY position LIMIT {PAGE}"
        )
    }

    /// The kind of the column that names the stream.
    pub(crate) fn stream_kind(&self) -> Kind {
        let stream = self.columns.iter().find(|c| c.name == "stream");
        stream.map_or(Kind::Int, |c| c.kind)
    }

    /// The stream's value in this layout.
    pub(crate) fn stream_value<'a>(&self, stream: &'a Stream) -> Value<'a> {
        match self.stream_kind() {
            Kind::Uuid => Value::Bytes(&stream.uuid),
            _ => Value::Int(stream.id),
        }
    }
}
