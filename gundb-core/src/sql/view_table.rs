//! Statements about view tables: ordinary tables with typed columns, and three hidden ones.

use sea_query::{
    Alias, ColumnDef, Expr, ExprTrait, Index, OnConflict, PostgresQueryBuilder, Query,
    SchemaStatementBuilder, SelectStatement, SqliteQueryBuilder, Table, Value as SqlValue,
};

use super::capability::Dialect;
use super::decimal::{sort_column, sort_key};
use super::statement::{Build, Statement};
use crate::model::{ColumnDescription, ColumnType, Value, ViewDescription};

/// Hidden columns: events folded into the row, its vector clock by origin, the canonical key of the last event.
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

/// Makes the table and its indexes. No constraint but the key: nothing that an event brings may fail.
pub(crate) fn create(dialect: Dialect, view: &ViewDescription) -> Vec<Statement> {
    let mut table = Table::create();
    table.table(Alias::new(&view.table));
    for column in &view.columns {
        let declared = (dialect.capability().types)(column.column_type).declared;
        table.col(ColumnDef::new(Alias::new(&column.name)).custom(declared));
    }
    table.col(ColumnDef::new(HIDDEN[0]).big_integer());
    table.col(ColumnDef::new(HIDDEN[1]).text());
    table.col(ColumnDef::new(HIDDEN[2]).blob());
    for column in sorted_beside(dialect, view) {
        table.col(ColumnDef::new(Alias::new(sort_column(&column.name))).blob());
    }
    let mut key = Index::create();
    view.key_columns().for_each(|column| {
        key.col(Alias::new(&column.name));
    });
    table.primary_key(&mut key);
    let mut statements = vec![ddl(dialect, &table)];
    for (number, column) in
        view.columns.iter().enumerate().filter(|(_, column)| column.index || column.unique)
    {
        // Names of views and columns are identifiers that need no escape.
        let (name, table) = (index_name(&view.table, number), &view.table);
        let nulls = if column.nullable { dialect.capability().index_nulls } else { "" };
        let column = sortable(dialect, column);
        let index = format!(r#"CREATE INDEX "{name}" ON "{table}" ("{column}"{nulls})"#);
        statements.push(Statement::text(&index, Vec::new()));
    }
    statements
}

/// The columns whose sort keys stand beside them.
fn sorted_beside(dialect: Dialect, view: &ViewDescription) -> impl Iterator<Item = &ColumnDescription> {
    let beside = !dialect.capability().sorts_decimals;
    view.columns.iter().filter(move |column| beside && column.column_type == ColumnType::Decimal)
}

/// The name of what a column is compared, sorted and indexed by.
pub(super) fn sortable(dialect: Dialect, column: &ColumnDescription) -> String {
    if column.column_type == ColumnType::Decimal && !dialect.capability().sorts_decimals {
        return sort_column(&column.name);
    }
    column.name.clone()
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

/// Short enough for Postgres whatever the table's name, and unique by the table's hash and the column's number.
fn index_name(table: &str, column: usize) -> String {
    let hash = crate::model::Hash::of(table.as_bytes()).to_string();
    format!("gundb_index_{}_{column}", &hash[..16])
}

/// Gives the table another name; its indexes keep theirs.
pub(crate) fn rename(dialect: Dialect, from: &str, to: &str) -> Statement {
    ddl(dialect, Table::rename().table(Alias::new(from), Alias::new(to)))
}

/// Removes the table.
pub(crate) fn drop(dialect: Dialect, table: &str) -> Statement {
    ddl(dialect, Table::drop().table(Alias::new(table)))
}

pub(super) fn bind(dialect: Dialect, column: &ColumnDescription, value: &Value) -> Expr {
    let bound = match (value, column.column_type) {
        (Value::Bool(flag), _) => SqlValue::Bool(Some(*flag)),
        (Value::Int(number), _) => SqlValue::BigInt(Some(*number)),
        (Value::Real(real), _) => SqlValue::Double(Some(*real)),
        (Value::Text(text), _) => SqlValue::String(Some(text.clone())),
        // Always six digits of fraction: the text sorts as the time does.
        (Value::Time(time), _) => SqlValue::String(Some(format!("{time:.6}"))),
        (Value::Date(date), _) => SqlValue::String(Some(date.to_string())),
        (Value::Decimal(decimal), _) => SqlValue::String(Some(decimal.normalize().to_string())),
        (Value::Uuid(uuid), _) => SqlValue::String(Some(uuid.to_string())),
        (Value::Bytes(bytes), _) => SqlValue::Bytes(Some(bytes.clone())),
        (Value::Json(text), _) => SqlValue::String(Some(text.clone())),
        (Value::Null, ColumnType::Bool) => SqlValue::Bool(None),
        (Value::Null, ColumnType::Int) => SqlValue::BigInt(None),
        (Value::Null, ColumnType::Real) => SqlValue::Double(None),
        (Value::Null, ColumnType::Bytes) => SqlValue::Bytes(None),
        (Value::Null, _) => SqlValue::String(None),
    };
    match (dialect.capability().types)(column.column_type).cast {
        Some(cast) => Expr::val(bound).cast_as(Alias::new(cast)),
        None => Expr::val(bound),
    }
}

pub(super) fn read(dialect: Dialect, column: &ColumnDescription) -> Expr {
    let plain = Expr::col(Alias::new(&column.name));
    match (dialect.capability().types)(column.column_type).read {
        Some(template) => Expr::cust_with_exprs(template.replace('?', "$1"), [plain]),
        None => plain,
    }
}

fn select(dialect: Dialect, view: &ViewDescription) -> SelectStatement {
    let mut select = Query::select();
    for column in &view.columns {
        select.expr(read(dialect, column));
    }
    select.columns(HIDDEN).from(Alias::new(&view.table)).to_owned()
}

/// The rows of some keys: all columns, then the hidden ones.
pub(crate) fn by_keys(dialect: Dialect, view: &ViewDescription, keys: &[Vec<Value>]) -> Statement {
    let columns: Vec<&ColumnDescription> = view.key_columns().collect();
    let tuple = |key: &Vec<Value>| {
        let mut cells = columns.iter().zip(key).map(|(column, cell)| bind(dialect, column, cell));
        if columns.len() == 1 { cells.next().expect("one column") } else { Expr::tuple(cells) }
    };
    let mut names = columns.iter().map(|column| Expr::col(Alias::new(&column.name)));
    let left = if columns.len() == 1 { names.next().expect("one column") } else { Expr::tuple(names) };
    select(dialect, view).and_where(left.is_in(keys.iter().map(tuple))).build_for(dialect)
}

/// Inserts rows, or replaces them.
pub(crate) fn save(dialect: Dialect, view: &ViewDescription, rows: &[TableRow]) -> Statement {
    let sort_columns = || sorted_beside(dialect, view).map(|column| Alias::new(sort_column(&column.name)));
    let names = || {
        let columns = view.columns.iter().map(|column| Alias::new(&column.name));
        columns.chain(HIDDEN.map(Alias::new)).chain(sort_columns())
    };
    let mut insert = Query::insert();
    insert.into_table(Alias::new(&view.table)).columns(names());
    for row in rows {
        let cells = view.columns.iter().zip(&row.cells).map(|(column, cell)| bind(dialect, column, cell));
        let hidden = [row.version.into(), row.clock.clone().into(), row.order.clone().into()];
        let decimals = view.columns.iter().zip(&row.cells).filter(|_| !dialect.capability().sorts_decimals);
        let sort_keys = decimals.filter(|(column, _)| column.column_type == ColumnType::Decimal);
        let sort_keys = sort_keys.map(|(column, cell)| match cell {
            Value::Null => Expr::val(SqlValue::Bytes(None)),
            cell => bind_sortable(dialect, column, cell),
        });
        insert.values_panic(cells.chain(hidden).chain(sort_keys));
    }
    let key = view.key_columns().map(|column| Alias::new(&column.name));
    insert.on_conflict(OnConflict::columns(key).update_columns(names()).to_owned()).build_for(dialect)
}

/// The rows that hold one of some values in a column: the row's key cells, then the column.
pub(crate) fn holders(
    dialect: Dialect,
    view: &ViewDescription,
    column: &ColumnDescription,
    values: &[Value],
) -> Statement {
    let mut select = Query::select();
    for key in view.key_columns() {
        select.expr(read(dialect, key));
    }
    let values = values.iter().map(|value| bind_sortable(dialect, column, value));
    select
        .expr(read(dialect, column))
        .from(Alias::new(&view.table))
        .and_where(Expr::col(Alias::new(sortable(dialect, column))).is_in(values))
        .build_for(dialect)
}

/// Removes the row of a key.
pub(crate) fn delete(dialect: Dialect, view: &ViewDescription, key: &[Value]) -> Statement {
    let mut delete = Query::delete();
    delete.from_table(Alias::new(&view.table));
    for (column, cell) in view.key_columns().zip(key) {
        delete.and_where(Expr::col(Alias::new(&column.name)).eq(bind(dialect, column, cell)));
    }
    delete.build_for(dialect)
}

/// How many cells of each column are of no form that we write, as one row; `None` where the database's types see to it.
pub(crate) fn misfits(dialect: Dialect, view: &ViewDescription) -> Option<Statement> {
    let mut select = Query::select();
    for column in &view.columns {
        let fits = (dialect.capability().types)(column.column_type).fits?;
        let count = format!("COUNT(CASE WHEN ? IS NOT NULL AND NOT ({fits}) THEN 1 END)");
        let columns = vec![Expr::col(Alias::new(&column.name)); count.matches('?').count()];
        select.expr(Expr::cust_with_exprs(count, columns));
    }
    Some(select.from(Alias::new(&view.table)).build_for(dialect))
}
