//! SQL text as it grows, with its values.

use std::fmt::Write as _;

use sea_query::{
    Alias, Expr, PostgresQueryBuilder, QueryBuilder, SqlWriterValues, SqliteQueryBuilder,
};

use crate::model::{ColumnDescription, Value};
use crate::sql::capability::Dialect;
use crate::sql::statement::Statement;
use crate::sql::view_table::{bind, bind_sortable, of, read, sortable};

/// A statement in the making. Parentheses are set by who writes, so that the text says what it
/// means on every database.
pub(super) struct Writer {
    pub(super) dialect: Dialect,
    /// What stands after FROM: every column is read from there. A bare name in ORDER BY or GROUP BY
    /// could mean what the SELECT list makes of the column instead, a text for example.
    relation: String,
    out: SqlWriterValues,
}

impl Writer {
    /// Begins a statement whose columns are those of `relation`.
    pub(super) fn new(dialect: Dialect, relation: &str) -> Self {
        let (placeholder, numbered) = match dialect {
            Dialect::Sqlite => SqliteQueryBuilder.placeholder(),
            Dialect::Postgres => PostgresQueryBuilder.placeholder(),
        };
        Self {
            dialect,
            relation: relation.to_owned(),
            out: SqlWriterValues::new(placeholder, numbered),
        }
    }

    /// Writes a part whose columns are those of another relation.
    pub(super) fn within(&mut self, relation: &str, write: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.relation, relation.to_owned());
        write(self);
        self.relation = outer;
    }

    /// Text of ours.
    pub(super) fn text(&mut self, text: &str) {
        self.out.write_str(text).expect("a string takes every text");
    }

    /// The name of a table, quoted.
    pub(super) fn table(&mut self, name: &str) {
        self.expr(Expr::col(Alias::new(name)));
    }

    /// A column as it is stored, by its name.
    pub(super) fn stored(&mut self, name: &str) {
        self.expr(of(&self.relation, name));
    }

    /// What a column is compared and sorted by: itself, or bytes beside it.
    pub(super) fn column(&mut self, column: &ColumnDescription) {
        let name = sortable(self.dialect, column);
        self.stored(&name);
    }

    /// A column in the form that it is read in: for a SELECT list, and for nothing that compares.
    pub(super) fn read(&mut self, column: &ColumnDescription) {
        self.expr(read(self.dialect, &self.relation, column));
    }

    /// A value as [`Writer::column`] is compared with it.
    pub(super) fn operand(&mut self, column: &ColumnDescription, value: &Value) {
        self.expr(bind_sortable(self.dialect, column, value));
    }

    /// A value in the form that a column has it.
    pub(super) fn value(&mut self, column: &ColumnDescription, value: &Value) {
        self.expr(bind(self.dialect, column, value));
    }

    /// An expression of the builder's.
    pub(super) fn expr(&mut self, expr: Expr) {
        match self.dialect {
            Dialect::Sqlite => SqliteQueryBuilder.prepare_expr(&expr, &mut self.out),
            Dialect::Postgres => PostgresQueryBuilder.prepare_expr(&expr, &mut self.out),
        }
    }

    /// Things with a separator between them.
    pub(super) fn list<T>(
        &mut self,
        separator: &str,
        things: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        for (number, thing) in things.into_iter().enumerate() {
            if number > 0 {
                self.text(separator);
            }
            write(self, thing);
        }
    }

    pub(super) fn finish(self) -> Statement {
        let (sql, values) = self.out.into_parts();
        Statement { sql, values: values.into_iter().map(Into::into).collect() }
    }
}
