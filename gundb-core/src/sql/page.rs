//! Pages of events, packed: one row for many events, one cell for each column of them.
//!
//! A driver spends more on handing over a row than a database on reading it. Postgres packs a
//! column into an array. SQLite strings numbers together with commas, and texts and bytes without
//! anything between them, their lengths beside them: nothing is quoted, and nothing passes through
//! SQL's JSON.

use sea_query::Value;

use super::capability::Dialect;
use super::statement::{Direction, Statement, clamped};

/// A column of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Position,
    Version,
    Kind,
    /// Type of the stream, by id.
    StreamType,
    /// Key of the stream.
    Key,
    /// Type of the event, by id.
    Type,
    SchemaVersion,
    Log,
    Sequence,
    Hlc,
    Nonce,
    BatchIndex,
    BatchLength,
    Recorded,
    Hash,
    Payload,
    Id,
    Parents,
    Deps,
    Clock,
    Metadata,
    Unknown,
}

impl Field {
    fn column(self) -> &'static str {
        match self {
            Self::Position => "e.position",
            Self::Version => "e.version",
            Self::Kind => "e.kind",
            Self::StreamType => "s.type",
            Self::Key => "s.key",
            Self::Type => "e.type",
            Self::SchemaVersion => "e.schema_version",
            Self::Log => "e.log",
            Self::Sequence => "e.sequence",
            Self::Hlc => "e.hlc",
            Self::Nonce => "e.nonce",
            Self::BatchIndex => "e.batch_index",
            Self::BatchLength => "e.batch_length",
            Self::Recorded => "e.recorded",
            Self::Hash => "e.hash",
            Self::Payload => "e.payload",
            Self::Id => "e.event_id",
            Self::Parents => "e.parents",
            Self::Deps => "e.deps",
            Self::Clock => "e.clock",
            Self::Metadata => "e.metadata",
            Self::Unknown => "e.unknown",
        }
    }

    /// Whether its cells are numbers; else texts or bytes.
    pub(crate) fn is_number(self) -> bool {
        !matches!(
            self,
            Self::Key
                | Self::Hash
                | Self::Payload
                | Self::Id
                | Self::Parents
                | Self::Deps
                | Self::Clock
                | Self::Metadata
                | Self::Unknown
        )
    }

    fn is_of_stream(self) -> bool {
        matches!(self, Self::StreamType | Self::Key)
    }
}

/// Which events a read returns, and in which order.
#[derive(Clone, Debug)]
pub(crate) enum Scope {
    /// All events, by position.
    Events,
    /// All records, by position: merges as well.
    Records,
    /// Events of some types, by position.
    Types(Vec<i64>),
    /// Events of the stream of a uuid, in canonical order.
    Stream(Vec<u8>),
    /// Events of some streams together, in canonical order.
    Streams(Vec<i64>),
    /// All records of parts of logs, by position.
    Logs(Vec<LogPart>),
}

/// Records of a log: after a sequence, up to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogPart {
    pub(crate) log: i64,
    pub(crate) after: i64,
    pub(crate) up_to: i64,
}

/// Where a page begins: after an event that was read before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum After {
    /// At the beginning.
    Nothing,
    /// After a position (or before it, backwards).
    Position(i64),
    /// After a canonical key: HLC, origin, nonce, sequence. A hash never decides within one store's
    /// stream page.
    Canonical([i64; 4]),
}

/// Which events a page holds.
#[derive(Clone, Debug)]
pub(crate) struct Page<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) after: After,
    /// This many are passed over.
    pub(crate) offset: u64,
    pub(crate) direction: Direction,
    pub(crate) limit: u64,
}

impl Page<'_> {
    /// The packed columns of the events: one cell for each column of numbers, and on SQLite two for
    /// any other.
    pub(crate) fn packed(&self, dialect: Dialect, fields: &[Field]) -> Statement {
        let packs = dialect.capability().packs;
        let pack = |(index, field): (usize, &Field)| packs(index, field.is_number());
        let packed: Vec<String> = fields.iter().enumerate().map(pack).collect();
        let mut values = Vec::new();
        let events = self.events(dialect, fields, &mut values);
        let sql = format!("SELECT {} FROM ({events}) AS page", packed.join(", "));
        Statement::numbered(dialect, &sql, values)
    }

    fn events(&self, dialect: Dialect, fields: &[Field], values: &mut Vec<Value>) -> String {
        let named = |(index, field): (usize, &Field)| format!("{} AS c{index}", field.column());
        let columns: Vec<String> = fields.iter().enumerate().map(named).collect();
        let canonical = matches!(self.scope, Scope::Stream(_) | Scope::Streams(_));
        let mut sql = format!("SELECT {} FROM gundb_event AS e", columns.join(", "));
        if canonical {
            sql += " JOIN gundb_log AS l ON l.id = e.log";
        }
        if fields.iter().any(|field| field.is_of_stream()) {
            sql += " LEFT JOIN gundb_stream AS s ON s.id = e.stream";
        }
        sql += " WHERE ";
        sql += &self.condition(dialect, values);
        let word = self.direction.word();
        sql += &match canonical {
            true => {
                format!(" ORDER BY e.hlc{word}, l.origin{word}, e.nonce{word}, e.sequence{word}")
            }
            false => format!(" ORDER BY e.position{word}"),
        };
        sql += &format!(" LIMIT {}", clamped(self.limit));
        if self.offset > 0 {
            sql += &format!(" OFFSET {}", clamped(self.offset));
        }
        sql
    }

    fn condition(&self, dialect: Dialect, values: &mut Vec<Value>) -> String {
        let mut sql = match self.scope {
            Scope::Events => "e.kind = 1".to_owned(),
            Scope::Records => "e.kind > 0".to_owned(),
            Scope::Stream(uuid) => {
                values.push(Value::Bytes(Some(uuid.clone())));
                "e.stream = (SELECT id FROM gundb_stream WHERE uuid = ?) AND e.kind = 1".to_owned()
            }
            Scope::Streams(streams) => format!("e.stream IN ({}) AND e.kind = 1", listed(streams)),
            Scope::Types(types) if types.len() > 1 => {
                among_positions(dialect, &self.nearest(types, values))
            }
            Scope::Types(types) => format!("e.type IN ({})", listed(types)),
            Scope::Logs(parts) => among_positions(dialect, &self.first_of(parts, values)),
        };
        let beyond = self.beyond();
        match self.after {
            After::Nothing => {}
            After::Position(position) => {
                values.push(position.into());
                sql += &format!(" AND e.position {beyond} ?");
            }
            After::Canonical(key) => {
                values.push(key[0].into());
                values.extend(key.map(Value::from));
                sql += &format!(
                    " AND e.hlc {beyond}= ? AND (e.hlc, l.origin, e.nonce, e.sequence) {beyond} (?, ?, ?, ?)"
                );
            }
        }
        sql
    }

    /// The next positions of each of several types, each from its own index range: asked for all
    /// types at once, a database sorts everything that is left.
    fn nearest(&self, types: &[i64], values: &mut Vec<Value>) -> String {
        let (word, limit) =
            (self.direction.word(), clamped(self.offset.saturating_add(self.limit)));
        let mut of_type = |event_type: &i64| {
            values.push((*event_type).into());
            let after = match self.after {
                After::Position(position) => {
                    values.push(position.into());
                    format!(" AND position {} ?", self.beyond())
                }
                _ => String::new(),
            };
            format!(
                "SELECT position FROM (SELECT position FROM gundb_event WHERE type = ?{after} \
                 ORDER BY position{word} LIMIT {limit}) AS nearest"
            )
        };
        types.iter().map(&mut of_type).collect::<Vec<_>>().join(" UNION ALL ")
    }

    /// The first positions of each of several logs: in a log, sequences ascend as positions do.
    fn first_of(&self, parts: &[LogPart], values: &mut Vec<Value>) -> String {
        let limit = clamped(self.limit);
        let mut of_log = |part: &LogPart| {
            values.extend([part.log, part.after, part.up_to].map(Value::from));
            format!(
                "SELECT position FROM (SELECT position FROM gundb_event WHERE log = ? AND sequence > ? \
                 AND sequence <= ? ORDER BY sequence LIMIT {limit}) AS first"
            )
        };
        parts.iter().map(&mut of_log).collect::<Vec<_>>().join(" UNION ALL ")
    }

    fn beyond(&self) -> &'static str {
        match self.direction {
            Direction::Ascending => ">",
            Direction::Descending => "<",
        }
    }
}

fn among_positions(dialect: Dialect, query: &str) -> String {
    dialect.capability().among_positions.replace("{}", query)
}

/// Numbers of our own making, as SQL.
fn listed(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}
