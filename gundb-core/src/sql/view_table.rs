//! Statements about view tables: ordinary tables with typed columns, and three hidden ones.

use sea_query::{
    Alias, ColumnDef, Expr, ExprTrait, Index, PostgresQueryBuilder, Query, SchemaStatementBuilder,
    SelectStatement, SqliteQueryBuilder, Table, Value as SqlValue,
};

use super::bound::Array;
use super::capability::Dialect;
use super::decimal::{sort_column, sort_key};
use super::set::{Present, RowSet, Sought, among};
use super::statement::{Build, Statement};
use crate::model::{ColumnDescription, ColumnType, Role, Value, ViewDescription};

/// Hidden columns: events folded into the row, its vector clock by origin, the canonical key of the
/// last event.
pub(super) const HIDDEN: [&str; 3] = ["gundb_version", "gundb_clock", "gundb_order"];

/// A row of a view table with its hidden columns.
#[derive(Clone, Debug)]
pub(crate) struct TableRow {
    pub(crate) cells: Vec<Value>,
    pub(crate) version: i64,
    pub(crate) clock: String,
    pub(crate) order: Vec<u8>,
}

fn ddl(dialect: Dialect, statement: &impl SchemaStatementBuilder) -> Statement {
    let sql = match dialect {
        Dialect::Sqlite => statement.build(SqliteQueryBuilder),
        Dialect::Postgres => statement.build(PostgresQueryBuilder),
    };
    Statement::text(&sql, Vec::new())
}

/// Makes the table of the view of an id, and its indexes. No constraint but the key: nothing that
/// an event brings may fail.
///
/// Names of indexes and of the key go by the id: while tables are swapped, there are two of one
/// name's.
pub(crate) fn create(dialect: Dialect, view: &ViewDescription, id: i64) -> Vec<Statement> {
    let mut table = Table::create();
    table.table(Alias::new(&view.table));
    for column in &view.columns {
        let declared = (dialect.capability().types)(column.column_type).declared;
        table.col(ColumnDef::new(Alias::new(&column.name)).custom(declared));
    }
    table.col(ColumnDef::new(HIDDEN[0]).big_integer());
    table.col(ColumnDef::new(HIDDEN[1]).text());
    table.col(ColumnDef::new(HIDDEN[2]).blob());
    for column in view.columns.iter().filter(|column| is_sorted_beside(dialect, column)) {
        table.col(ColumnDef::new(Alias::new(sort_column(&column.name))).blob());
    }
    // Without a name of ours, Postgres would take one that a table of somebody may want.
    let mut key = Index::create().name(format!("gundb_key_{id}")).to_owned();
    view.key_columns().for_each(|column| {
        key.col(Alias::new(&column.name));
    });
    table.primary_key(&mut key);
    let mut statements = vec![ddl(dialect, &table)];
    for (number, column) in
        view.columns.iter().enumerate().filter(|(_, column)| column.index || column.unique)
    {
        // Names of views and columns are identifiers that need no escape.
        let (name, table) = (format!("gundb_index_{id}_{number}"), &view.table);
        let nulls = if column.nullable { dialect.capability().index_nulls } else { "" };
        let column = sortable(dialect, column);
        let index = format!(r#"CREATE INDEX "{name}" ON "{table}" ("{column}"{nulls})"#);
        statements.push(Statement::text(&index, Vec::new()));
    }
    statements
}

/// Whether a column's sort keys stand beside it.
fn is_sorted_beside(dialect: Dialect, column: &ColumnDescription) -> bool {
    column.column_type == ColumnType::Decimal && !dialect.capability().sorts_decimals
}

/// The sort keys of a column's cells; NULL for NULL.
fn sort_keys<'a>(cells: impl Iterator<Item = &'a Value>) -> Array {
    let key = |cell: &Value| match cell {
        Value::Decimal(decimal) => Some(sort_key(*decimal)),
        _ => None,
    };
    Array::Blobs(cells.map(key).collect())
}

/// The name of what a column is compared, sorted and indexed by.
pub(super) fn sortable(dialect: Dialect, column: &ColumnDescription) -> String {
    if is_sorted_beside(dialect, column) { sort_column(&column.name) } else { column.name.clone() }
}

/// A value as [`sortable`] is compared with it.
pub(super) fn bind_sortable(dialect: Dialect, column: &ColumnDescription, value: &Value) -> Expr {
    match value {
        Value::Decimal(decimal) if !dialect.capability().sorts_decimals => {
            Expr::val(SqlValue::Bytes(Some(sort_key(*decimal))))
        }
        value => bind(dialect, column, value),
    }
}

/// Gives the table another name; its indexes keep theirs.
pub(crate) fn rename(dialect: Dialect, from: &str, to: &str) -> Statement {
    ddl(dialect, Table::rename().table(Alias::new(from), Alias::new(to)))
}

/// Removes the table.
pub(crate) fn drop(dialect: Dialect, table: &str) -> Statement {
    ddl(dialect, Table::drop().table(Alias::new(table)))
}

/// A value as it is bound, whatever the database makes of it.
fn plain(column_type: ColumnType, value: &Value) -> SqlValue {
    match (value, column_type) {
        (Value::Bool(flag), _) => SqlValue::Bool(Some(*flag)),
        (Value::Int(number), _) => SqlValue::BigInt(Some(*number)),
        (Value::Real(real), _) => SqlValue::Double(Some(*real)),
        (Value::Text(text), _) => SqlValue::String(Some(text.clone())),
        // Always six digits of fraction: the text sorts as the time does.
        (Value::Time(time), _) => SqlValue::String(Some(format!("{time:.6}"))),
        (Value::Date(date), _) => SqlValue::String(Some(date.to_string())),
        (Value::Decimal(decimal), _) => SqlValue::String(Some(decimal.to_string())),
        (Value::Uuid(uuid), _) => SqlValue::String(Some(uuid.to_string())),
        (Value::Bytes(bytes), _) => SqlValue::Bytes(Some(bytes.clone())),
        (Value::Json(text), _) => SqlValue::String(Some(text.clone())),
        (Value::Null, ColumnType::Bool) => SqlValue::Bool(None),
        (Value::Null, ColumnType::Int) => SqlValue::BigInt(None),
        (Value::Null, ColumnType::Real) => SqlValue::Double(None),
        (Value::Null, ColumnType::Bytes) => SqlValue::Bytes(None),
        (Value::Null, _) => SqlValue::String(None),
    }
}

fn cast(dialect: Dialect, column: &ColumnDescription) -> Option<&'static str> {
    (dialect.capability().types)(column.column_type).cast
}

pub(super) fn bind(dialect: Dialect, column: &ColumnDescription, value: &Value) -> Expr {
    let bound = Expr::val(plain(column.column_type, value));
    match cast(dialect, column) {
        Some(cast) => bound.cast_as(Alias::new(cast)),
        None => bound,
    }
}

/// The cells of a column, as they are bound.
fn cells<'a>(column: &ColumnDescription, values: impl Iterator<Item = &'a Value>) -> Array {
    let plain = values.map(|value| plain(column.column_type, value));
    match column.column_type {
        ColumnType::Bool => Array::Bools(
            plain.map(|cell| if let SqlValue::Bool(cell) = cell { cell } else { None }).collect(),
        ),
        ColumnType::Int => Array::Ints(
            plain.map(|cell| if let SqlValue::BigInt(cell) = cell { cell } else { None }).collect(),
        ),
        ColumnType::Real => Array::Reals(
            plain.map(|cell| if let SqlValue::Double(cell) = cell { cell } else { None }).collect(),
        ),
        ColumnType::Bytes => Array::Blobs(
            plain.map(|cell| if let SqlValue::Bytes(cell) = cell { cell } else { None }).collect(),
        ),
        _ => Array::Texts(
            plain.map(|cell| if let SqlValue::String(cell) = cell { cell } else { None }).collect(),
        ),
    }
}

/// A column of a table, by both names: a bare one may mean something else.
pub(super) fn of(table: &str, column: &str) -> Expr {
    Expr::col((Alias::new(table), Alias::new(column)))
}

/// A column in the form that it is read in.
pub(super) fn read(dialect: Dialect, table: &str, column: &ColumnDescription) -> Expr {
    let plain = of(table, &column.name);
    match (dialect.capability().types)(column.column_type).read {
        Some(template) => Expr::cust_with_exprs(template.replace('?', "$1"), [plain]),
        None => plain,
    }
}

fn select(dialect: Dialect, view: &ViewDescription) -> SelectStatement {
    let mut select = Query::select();
    for column in &view.columns {
        select.expr(read(dialect, &view.table, column));
    }
    for hidden in HIDDEN {
        select.expr(of(&view.table, hidden));
    }
    select.from(Alias::new(&view.table)).to_owned()
}

/// The rows of some keys: all columns, then the hidden ones.
pub(crate) fn by_keys(
    dialect: Dialect,
    view: &ViewDescription,
    keys: &[Vec<Value>],
) -> Vec<Statement> {
    among(
        dialect,
        &select(dialect, view).build_for(dialect),
        " WHERE ",
        of_keys(dialect, view, keys),
    )
}

/// A column of a view's table as text; names of views and columns are identifiers that need no
/// escape.
fn quoted(view: &ViewDescription, column: &str) -> String {
    format!(r#""{}"."{column}""#, view.table)
}

fn of_keys(dialect: Dialect, view: &ViewDescription, keys: &[Vec<Value>]) -> Vec<Sought> {
    let sought = |(index, column): (usize, &ColumnDescription)| Sought {
        column: quoted(view, &column.name),
        cast: cast(dialect, column),
        cells: cells(
            column,
            keys.iter().map(|key| key[index].clone().into_key()).collect::<Vec<_>>().iter(),
        ),
    };
    view.key_columns().enumerate().map(sought).collect()
}

/// Rows that hold a value of a column which another row holds, too: key columns, the column.
pub(crate) fn shared(
    dialect: Dialect,
    view: &ViewDescription,
    column: &ColumnDescription,
    limit: usize,
) -> Statement {
    let sought = of(&view.table, &sortable(dialect, column));
    let twice = Query::select()
        .expr(sought.clone())
        .from(Alias::new(&view.table))
        .and_where(sought.clone().is_not_null())
        .add_group_by([sought.clone()])
        .and_having(Expr::cust("COUNT(*) > 1"))
        .to_owned();
    let mut select = Query::select();
    for key in view.key_columns() {
        select.expr(read(dialect, &view.table, key));
    }
    select
        .expr(read(dialect, &view.table, column))
        .from(Alias::new(&view.table))
        .and_where(sought.clone().in_subquery(twice))
        .order_by_expr(sought, sea_query::Order::Asc)
        .limit(limit as u64)
        .build_for(dialect)
}

/// Inserts rows, or replaces them.
pub(crate) fn save(
    dialect: Dialect,
    view: &ViewDescription,
    rows: Vec<TableRow>,
) -> Vec<Statement> {
    let mut set = RowSet::new(view.table.as_str(), rows.len());
    // The key comes first: it is never null.
    let indexed = view.columns.iter().enumerate();
    let (key, others): (Vec<_>, Vec<_>) =
        indexed.partition(|(_, column)| matches!(column.role, Role::Key(_)));
    for (index, column) in key.into_iter().chain(others) {
        let cells = cells(column, rows.iter().map(|row| &row.cells[index]));
        set = set.cast(&column.name, cast(dialect, column), cells);
    }
    for (index, column) in view.columns.iter().enumerate() {
        if is_sorted_beside(dialect, column) {
            let keys = sort_keys(rows.iter().map(|row| &row.cells[index]));
            set = set.each(&sort_column(&column.name), keys);
        }
    }
    let versions = rows.iter().map(|row| row.version).collect::<Vec<_>>();
    let (clocks, orders): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|row| (row.clock, row.order)).unzip();
    let set = set.ints(HIDDEN[0], versions.into_iter()).texts(HIDDEN[1], clocks.into_iter());
    let key: Vec<&str> = view.key_columns().map(|column| column.name.as_str()).collect();
    set.blobs(HIDDEN[2], orders.into_iter()).insert(dialect, &Present::Takes(&key))
}

/// The rows that hold one of some values in a column: the row's key cells, then the column.
pub(crate) fn holders(
    dialect: Dialect,
    view: &ViewDescription,
    column: &ColumnDescription,
    values: &[Value],
) -> Vec<Statement> {
    let mut select = Query::select();
    for key in view.key_columns() {
        select.expr(read(dialect, &view.table, key));
    }
    let begun = select
        .expr(read(dialect, &view.table, column))
        .from(Alias::new(&view.table))
        .build_for(dialect);
    let (cast, cells) = match is_sorted_beside(dialect, column) {
        true => (None, sort_keys(values.iter())),
        false => (cast(dialect, column), cells(column, values.iter())),
    };
    let column = quoted(view, &sortable(dialect, column));
    among(dialect, &begun, " WHERE ", vec![Sought { column, cast, cells }])
}

/// Removes the rows of some keys.
pub(crate) fn delete(
    dialect: Dialect,
    view: &ViewDescription,
    keys: &[Vec<Value>],
) -> Vec<Statement> {
    let begun = Query::delete().from_table(Alias::new(&view.table)).build_for(dialect);
    among(dialect, &begun, " WHERE ", of_keys(dialect, view, keys))
}

/// How many cells of each column are of no form that we write, as one row; `None` where the
/// database's types see to it.
pub(crate) fn misfits(dialect: Dialect, view: &ViewDescription) -> Option<Statement> {
    let mut select = Query::select();
    for column in &view.columns {
        let fits = (dialect.capability().types)(column.column_type).fits?;
        let count = format!("COUNT(CASE WHEN ? IS NOT NULL AND NOT ({fits}) THEN 1 END)");
        let columns = vec![of(&view.table, &column.name); count.matches('?').count()];
        select.expr(Expr::cust_with_exprs(count, columns));
    }
    Some(select.from(Alias::new(&view.table)).build_for(dialect))
}
