//! What one database's SQL has that the other's has not, as data.

use super::view_query::Pattern;
use crate::model::ColumnType;

/// Which SQL is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite 3.43 or newer (`octet_length`); the driver brings its own.
    Sqlite,
    /// Postgres 13 or newer, and engines that speak its protocol.
    Postgres,
}

/// How many rows travel in one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sets {
    /// Column by column, as arrays.
    Arrays,
    /// Row by row, in the text.
    Values,
}

/// What holds on to a table: its name, or the table itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Swap {
    /// What names a table means whichever has the name.
    ByName,
    /// What was made over a table stays with it when it is renamed, and keeps it from being
    /// dropped.
    ByObject,
}

/// What a dialect needs.
pub(crate) struct Capability {
    /// How many rows travel in one statement.
    pub(crate) sets: Sets,
    /// Whether a text may hold several statements with their values, which run one after the other.
    /// Else those that write different rows travel as parts of one statement.
    pub(crate) joins_statements: bool,
    /// Whether placeholders are `$1`, `$2` …; else each is `?`.
    pub(crate) numbers_placeholders: bool,
    /// The aggregate, or two of them, that makes one cell of a column of a page, by the column's
    /// index and whether it holds numbers; see `store/backend/packed.rs`.
    pub(crate) packs: fn(usize, bool) -> String,
    /// That an event's position is one that a query finds, which stands for `{}`. The positions are
    /// looked up one by one: joined, Postgres may compare each with every event where its
    /// statistics know nothing of the newest.
    pub(crate) among_positions: &'static str,
    /// How an insert begins. On SQLite, a statement that fails may leave what it did: the whole
    /// transaction is undone then, and it need not keep what to undo.
    pub(crate) insert: &'static str,
    /// A condition that holds, or is an error of the statement; `{}` is what must hold.
    pub(crate) require: &'static str,
    /// Begins a transaction that may write.
    pub(crate) begin_write: &'static str,
    /// Begins a transaction that reads one snapshot. On SQLite, the first read of a transaction
    /// shows a connection that a table was swapped: a statement prepared before it would name the
    /// columns of the old table.
    pub(crate) begin_read: &'static str,
    /// How each column type is declared, bound and read.
    pub(crate) types: fn(ColumnType) -> ColumnSql,
    /// Whether writers get their turn in the order in which they came; else one that writes all the
    /// time starves the others.
    pub(crate) fair_writers: bool,
    /// What holds on to a table.
    pub(crate) swap: Swap,
    /// What people hang on a table, see [`super::hung::all`].
    pub(crate) hung: &'static str,
    /// Keeps a transaction from waiting for long where tables are swapped under the store's lock.
    pub(crate) swap_patience: Option<&'static str>,
    /// Stands before a column by which groups are sorted. SQLite 3.51 takes them for sorted where a
    /// subquery below sorts by the same column, even if it sorts the other way round; an expression
    /// of the column it sorts again.
    pub(crate) sorts_groups: &'static str,
    /// How an index says that null comes first, where it would not by itself.
    pub(crate) index_nulls: &'static str,
    /// Whether it sorts decimals as numbers; else bytes stand beside them that do.
    pub(crate) sorts_decimals: bool,
    /// Stands after a decimal that raw SQL binds, so that it is compared as a number.
    pub(crate) compares_decimals: &'static str,
    /// Stands after a text that is sorted, so that its bytes are compared whatever the database's
    /// collation is.
    pub(crate) by_bytes: &'static str,
    /// Whether a table of that name is there, as one row with one number.
    pub(crate) table_exists: &'static str,
    /// Whether a text stands in another: the function that gives where it begins, from 1; 0 where
    /// it does not.
    pub(crate) position: &'static str,
    /// The operator, and the form of a pattern, that compare characters with their case.
    pub(crate) like: fn(&Pattern) -> (&'static str, String),
    /// Stands before a statement whose plan is wanted.
    pub(crate) explain: &'static str,
    /// How many numbers stand before the text in the rows of a plan.
    pub(crate) plan_numbers: usize,
    /// How raw SQL is quoted.
    pub(crate) quotes: Quotes,
    /// Makes a connection that may write read only, and lets it write again; none where the
    /// transaction sees to it.
    pub(crate) read_only: Option<[&'static str; 2]>,
    /// Scripts of the migrations, in order.
    pub(crate) migrations: &'static [(&'static str, &'static str)],
}

/// How raw SQL is quoted, besides `'…'` and `"…"`.
pub(crate) struct Quotes {
    /// `` `…` ``
    pub(crate) backticks: bool,
    /// `[…]`
    pub(crate) brackets: bool,
    /// `$tag$…$tag$`; where there are none, `$`, `:`, `@` and `#` before a word make a placeholder.
    pub(crate) dollars: bool,
    /// `E'…\'…'`
    pub(crate) escape_strings: bool,
    /// `/* /* */ */` is one comment.
    pub(crate) nested_comments: bool,
    /// There are operators with a question mark, which raw SQL writes twice.
    pub(crate) question_operators: bool,
}

/// How one column type is declared, bound and read.
pub(crate) struct ColumnSql {
    /// Declared type.
    pub(crate) declared: &'static str,
    /// Type to cast a bound text to, where the database has a type of its own for it.
    pub(crate) cast: Option<&'static str>,
    /// Expression that reads the column as ours, with `?` for the column; `None` for the column
    /// itself.
    pub(crate) read: Option<&'static str>,
    /// Condition that holds of every cell we write, with `?` for the column; `None` where the
    /// database sees to it.
    pub(crate) fits: Option<&'static str>,
}

impl Dialect {
    pub(crate) fn capability(self) -> &'static Capability {
        match self {
            Self::Sqlite => &SQLITE,
            Self::Postgres => &POSTGRES,
        }
    }
}

static SQLITE: Capability = Capability {
    sets: Sets::Values,
    joins_statements: true,
    numbers_placeholders: false,
    packs: |index, is_number| match is_number {
        true => format!("group_concat(coalesce(c{index}, ''))"),
        false => format!(
            "group_concat(coalesce(octet_length(c{index}), '')), CAST(group_concat(c{index}, '') AS BLOB)"
        ),
    },
    among_positions: "e.position IN ({})",
    insert: "INSERT OR FAIL INTO",
    require: "json(CASE WHEN {} THEN '1' ELSE 'changed meanwhile' END) = '1'",
    begin_write: "BEGIN IMMEDIATE",
    begin_read: "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1",
    types: |column| {
        let (declared, fits) = match column {
            ColumnType::Bool => ("BOOLEAN", "? IN (0, 1)"),
            ColumnType::Int => ("BIGINT", "typeof(?) = 'integer'"),
            ColumnType::Real => ("DOUBLE", "typeof(?) = 'real'"),
            ColumnType::Text => ("TEXT", "typeof(?) = 'text'"),
            ColumnType::Time => {
                ("TEXT", "typeof(?) = 'text' AND ? LIKE '____-__-__T__:__:__.______Z'")
            }
            ColumnType::Date => ("TEXT", "typeof(?) = 'text' AND ? LIKE '____-__-__'"),
            ColumnType::Decimal => ("TEXT", "typeof(?) = 'text'"),
            ColumnType::Uuid => ("TEXT", "typeof(?) = 'text' AND length(?) = 36"),
            ColumnType::Bytes => ("BLOB", "typeof(?) = 'blob'"),
            ColumnType::Json => ("TEXT", "typeof(?) = 'text' AND json_valid(?)"),
        };
        ColumnSql { fits: Some(fits), ..plain(declared) }
    },
    fair_writers: false,
    swap: Swap::ByName,
    hung: super::hung_queries::SQLITE,
    swap_patience: None,
    sorts_groups: "+",
    index_nulls: "",
    sorts_decimals: false,
    compares_decimals: " COLLATE gundb_decimal",
    by_bytes: "",
    table_exists: "SELECT COUNT(*) FROM sqlite_schema WHERE name = ? COLLATE NOCASE",
    position: "instr",
    like: |pattern| (" GLOB ", pattern.to_glob()),
    explain: "EXPLAIN QUERY PLAN ",
    plan_numbers: 3,
    quotes: Quotes {
        backticks: true,
        brackets: true,
        dollars: false,
        escape_strings: false,
        nested_comments: false,
        question_operators: false,
    },
    read_only: Some(["PRAGMA query_only = ON", "PRAGMA query_only = OFF"]),
    migrations: &[
        ("0001_ground_floor", include_str!("../../../migrations/sqlite/0001_ground_floor.sql")),
        (
            "0002_streams_written_once",
            include_str!("../../../migrations/sqlite/0002_streams_written_once.sql"),
        ),
        ("0003_receiving", include_str!("../../../migrations/sqlite/0003_receiving.sql")),
        ("0004_any_time", include_str!("../../../migrations/sqlite/0004_any_time.sql")),
        (
            "0005_what_wakes_records",
            include_str!("../../../migrations/sqlite/0005_what_wakes_records.sql"),
        ),
    ],
};

static POSTGRES: Capability = Capability {
    sets: Sets::Arrays,
    joins_statements: false,
    numbers_placeholders: true,
    packs: |index, is_number| match is_number {
        true => format!("array_agg(c{index}::int8)"),
        false => format!("array_agg(c{index})"),
    },
    among_positions: "e.position = ANY(ARRAY({}))",
    insert: "INSERT INTO",
    require: "1 / (CASE WHEN {} THEN 1 ELSE 0 END) = 1",
    begin_write: "BEGIN ISOLATION LEVEL READ COMMITTED",
    begin_read: "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    // Each type is named where it is bound and read: sessions keep statements prepared by their
    // text, and a table may be swapped for one whose column of the same name is of another type.
    types: |column| match column {
        ColumnType::Bool => {
            ColumnSql { cast: Some("bool"), read: Some("? /* bool */"), ..plain("BOOLEAN") }
        }
        ColumnType::Int => {
            ColumnSql { cast: Some("int8"), read: Some("? /* int8 */"), ..plain("BIGINT") }
        }
        ColumnType::Real => ColumnSql {
            cast: Some("float8"),
            read: Some("? /* float8 */"),
            ..plain("DOUBLE PRECISION")
        },
        ColumnType::Text => ColumnSql {
            cast: Some("text"),
            read: Some("? /* text */"),
            ..plain("TEXT COLLATE \"C\"")
        },
        ColumnType::Time => ColumnSql {
            cast: Some("timestamptz"),
            read: Some("to_char(? AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"),
            ..plain("TIMESTAMPTZ")
        },
        ColumnType::Date => ColumnSql {
            cast: Some("date"),
            read: Some("to_char(?, 'YYYY-MM-DD')"),
            ..plain("DATE")
        },
        ColumnType::Decimal => {
            ColumnSql { cast: Some("numeric"), read: Some("?::text"), ..plain("NUMERIC") }
        }
        ColumnType::Uuid => {
            ColumnSql { cast: Some("uuid"), read: Some("?::text"), ..plain("UUID") }
        }
        ColumnType::Bytes => {
            ColumnSql { cast: Some("bytea"), read: Some("? /* bytea */"), ..plain("BYTEA") }
        }
        // Not JSONB, which changes numbers and the order of keys.
        ColumnType::Json => {
            ColumnSql { cast: Some("json"), read: Some("?::text"), ..plain("JSON") }
        }
    },
    sorts_groups: "",
    index_nulls: " NULLS FIRST",
    fair_writers: true,
    swap: Swap::ByObject,
    hung: super::hung_queries::POSTGRES,
    swap_patience: Some("SET LOCAL lock_timeout = '100ms'"),
    sorts_decimals: true,
    compares_decimals: "",
    by_bytes: " COLLATE \"C\"",
    table_exists: "SELECT COUNT(*) FROM pg_class WHERE oid = to_regclass(quote_ident($1))",
    position: "strpos",
    like: |pattern| (" LIKE ", pattern.to_like()),
    explain: "EXPLAIN ",
    plan_numbers: 0,
    quotes: Quotes {
        backticks: false,
        brackets: false,
        dollars: true,
        escape_strings: true,
        nested_comments: true,
        question_operators: true,
    },
    read_only: None,
    migrations: &[
        ("0001_ground_floor", include_str!("../../../migrations/postgres/0001_ground_floor.sql")),
        (
            "0002_streams_written_once",
            include_str!("../../../migrations/postgres/0002_streams_written_once.sql"),
        ),
        ("0003_receiving", include_str!("../../../migrations/postgres/0003_receiving.sql")),
        ("0004_any_time", include_str!("../../../migrations/postgres/0004_any_time.sql")),
        (
            "0005_what_wakes_records",
            include_str!("../../../migrations/postgres/0005_what_wakes_records.sql"),
        ),
    ],
};

fn plain(declared: &'static str) -> ColumnSql {
    ColumnSql { declared, cast: None, read: None, fits: None }
}
