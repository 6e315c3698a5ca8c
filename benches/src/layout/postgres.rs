//! A layout in a Postgres table, with the server's own settings.

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, postgres::PgRow, query, query_scalar};

use super::{
    column::{Column, Kind, Value},
    event::{Event, Stream},
    measure::Store,
    table::Layout,
};

/// One layout in one Postgres table.
pub(crate) struct Postgres {
    layout: &'static Layout,
    table: String,
    connection: PgConnection,
    insert: String,
    load: String,
    page: String,
}

impl Postgres {
    /// Creates the table anew.
    pub(crate) async fn create(url: &str, layout: &'static Layout) -> Result<Self> {
        let mut connection =
            PgConnection::connect(url).await.context("cannot connect to Postgres")?;
        let table = format!("gundb_bench_layout_{}", layout.name.to_lowercase());
        query(AssertSqlSafe(format!("DROP TABLE IF EXISTS {table}")))
            .execute(&mut connection)
            .await?;
        for statement in layout.create(&table, kind_name, "") {
            query(AssertSqlSafe(statement)).execute(&mut connection).await?;
        }
        let insert = insert(layout, &table);
        let load = layout.load(&table, &from_wire("$1", layout.stream_kind()));
        let page = layout.page(&table);
        Ok(Self { layout, table, connection, insert, load, page })
    }

    /// Drops the table.
    pub(crate) async fn remove(mut self) -> Result<()> {
        query(AssertSqlSafe(format!("DROP TABLE {}", self.table)))
            .execute(&mut self.connection)
            .await?;
        Ok(self.connection.close().await?)
    }
}

/// The server's version and settings, read from the server itself.
pub(crate) async fn describe(store: &mut Postgres) -> Result<String> {
    let mut settings = Vec::new();
    for setting in [
        "server_version",
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "shared_buffers",
        "max_wal_size",
    ] {
        let value: String = query_scalar("SELECT current_setting($1)")
            .bind(setting)
            .fetch_one(&mut store.connection)
            .await?;
        settings.push(format!("{setting}={value}"));
    }
    Ok(format!("Postgres, {}", settings.join(", ")))
}

impl Store for Postgres {
    fn name(&self) -> &'static str {
        self.layout.name
    }

    async fn append(&mut self, batch: &[Event]) -> Result<()> {
        let mut insert = query(AssertSqlSafe(self.insert.clone()));
        for column in self.layout.columns {
            let values = batch.iter().map(column.value);
            insert = match column.kind {
                Kind::Big | Kind::Int | Kind::Small => {
                    insert.bind(values.filter_map(int).collect::<Vec<_>>())
                }
                Kind::Bytes | Kind::Uuid => {
                    insert.bind(values.filter_map(bytes).collect::<Vec<_>>())
                }
                Kind::Text => insert.bind(values.filter_map(text).collect::<Vec<_>>()),
            };
        }
        let mut transaction = self.connection.begin().await?;
        insert.execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    async fn load(&mut self, stream: &Stream) -> Result<Vec<i64>> {
        let load = query(AssertSqlSafe(self.load.clone()));
        let load = match self.layout.stream_value(stream) {
            Value::Int(id) => load.bind(id),
            Value::Bytes(uuid) => load.bind(uuid),
            Value::Text(name) => load.bind(name),
        };
        numbers(load.fetch_all(&mut self.connection).await?)
    }

    async fn page(&mut self, after: i64) -> Result<Vec<i64>> {
        numbers(
            query(AssertSqlSafe(self.page.clone()))
                .bind(after)
                .fetch_all(&mut self.connection)
                .await?,
        )
    }

    async fn settle(&mut self) -> Result<()> {
        query(AssertSqlSafe(format!("VACUUM (ANALYZE) {}", self.table)))
            .execute(&mut self.connection)
            .await?;
        query("CHECKPOINT").execute(&mut self.connection).await?;
        Ok(())
    }

    async fn bytes(&mut self) -> Result<i64> {
        let size = query_scalar("SELECT pg_total_relation_size($1::regclass)").bind(&self.table);
        Ok(size.fetch_one(&mut self.connection).await?)
    }

    /// The server's position in its write-ahead log.
    async fn written(&mut self) -> Result<i64> {
        let written =
            query_scalar("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
        Ok(written.fetch_one(&mut self.connection).await?)
    }

    /// A server's buffers can't be emptied by a client.
    async fn chill(&mut self) -> Result<bool> {
        Ok(false)
    }
}

/// One statement for a batch of any length: every column is an array.
fn insert(layout: &Layout, table: &str) -> String {
    let (mut arrays, mut names, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (number, Column { kind, .. }) in layout.columns.iter().enumerate() {
        arrays.push(format!("${}::{}[]", number + 1, wire_name(*kind)));
        names.push(format!("c{number}"));
        values.push(from_wire(&format!("c{number}"), *kind));
    }
    let (arrays, names, values) = (arrays.join(", "), names.join(", "), values.join(", "));
    format!(
        "INSERT INTO {table} ({}) SELECT {values} FROM UNNEST({arrays}) AS row ({names})",
        layout.column_names()
    )
}

/// The first column of every row; the payload is decoded too, as a reader would.
fn numbers(rows: Vec<PgRow>) -> Result<Vec<i64>> {
    rows.iter()
        .map(|row| {
            row.try_get::<&str, _>("payload")?;
            Ok(row.try_get(0)?)
        })
        .collect()
}

fn int(value: Value<'_>) -> Option<i64> {
    if let Value::Int(value) = value { Some(value) } else { None }
}

fn bytes(value: Value<'_>) -> Option<&[u8]> {
    if let Value::Bytes(value) = value { Some(value) } else { None }
}

fn text(value: Value<'_>) -> Option<&str> {
    if let Value::Text(value) = value { Some(value) } else { None }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Big => "bigint",
        Kind::Int => "integer",
        Kind::Small => "smallint",
        Kind::Bytes => "bytea",
        Kind::Uuid => "uuid",
        Kind::Text => "text",
    }
}

/// The type in which a value is sent: three suffice.
fn wire_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Big | Kind::Int | Kind::Small => "bigint",
        Kind::Bytes | Kind::Uuid => "bytea",
        Kind::Text => "text",
    }
}

/// The column's value, from an expression of the type in which it was sent.
fn from_wire(expression: &str, kind: Kind) -> String {
    match kind {
        Kind::Uuid => format!("encode({expression}::bytea, 'hex')::uuid"),
        kind => format!("{expression}::{}::{}", wire_name(kind), kind_name(kind)),
    }
}
