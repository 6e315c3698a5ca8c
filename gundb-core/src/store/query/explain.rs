//! What a query becomes: its SQL, its values, and the database's plan.

use std::collections::HashMap;
use std::fmt;

use super::check;
use super::question::Question;
use crate::error::Result;
use crate::model::ViewDescription;
use crate::sql::Statement;
use crate::sql::view_query::{self, Wanted};
use crate::store::backend::Cells;
use crate::store::handle::Gundb;

/// The SQL of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SqlText {
    /// The statement, with `?` (SQLite) or `$1`, `$2` … (Postgres) for its values.
    pub text: String,
    /// The values, each as SQL would write it.
    pub values: Vec<String>,
}

/// The SQL of a query, and how the database would run it. Prints as both.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The SQL.
    pub sql: SqlText,
    /// The plan, line by line, in the database's own words, indented.
    pub plan: Vec<String>,
}

impl fmt::Display for SqlText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        for (number, value) in self.values.iter().enumerate() {
            write!(f, "\n  {}: {value}", number + 1)?;
        }
        Ok(())
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.sql)?;
        self.plan.iter().try_for_each(|line| write!(f, "\n{line}"))
    }
}

impl Gundb {
    /// The SQL of a query, without a look at the database.
    pub(crate) fn wanted_sql(&self, view: &ViewDescription, wanted: &Wanted) -> Result<SqlText> {
        let dialect = self.shared.pools.dialect();
        check::check(dialect, view, wanted)?;
        Ok(self.shown(&view_query::query(dialect, view, wanted)))
    }

    /// The SQL of a query, and its plan.
    pub(crate) async fn wanted_plan(&self, question: &Question) -> Result<Explanation> {
        let view = self.questioned(question).await?;
        let dialect = self.shared.pools.dialect();
        let statement = view_query::query(dialect, &view.stored, &question.wanted);
        let sql = self.shown(&statement);
        let rows = self.read_statement(view_query::explain(dialect, statement)).await?;
        let plan = lines(rows, view_query::plan_numbers(dialect))?;
        Ok(Explanation { sql, plan })
    }

    fn shown(&self, statement: &Statement) -> SqlText {
        let values = view_query::shown_values(self.shared.pools.dialect(), statement);
        SqlText { text: statement.sql.clone(), values }
    }
}

/// The text of each row, indented below the row that it belongs to.
fn lines(rows: Vec<Cells>, numbers: usize) -> Result<Vec<String>> {
    let mut depths: HashMap<i64, usize> = HashMap::new();
    let line = |mut cells: Cells| {
        let numbers = (0..numbers).map(|_| cells.int()).collect::<Result<Vec<_>>>()?;
        let depth = match numbers[..] {
            [number, above, ..] => {
                let depth = depths.get(&above).map_or(0, |depth| depth + 1);
                depths.insert(number, depth);
                depth
            }
            _ => 0,
        };
        Ok(format!("{}{}", "  ".repeat(depth), cells.text()?))
    };
    rows.into_iter().map(line).collect()
}
