//! One answer about all rows of a query.

use super::question::Question;
use super::reading::described;
use crate::error::{Error, Result};
use crate::model::Value;
use crate::sql::Direction;
use crate::sql::view_query;
use crate::store::backend::Cells;
use crate::store::handle::Gundb;

impl Gundb {
    /// How many rows a query has.
    pub(crate) async fn wanted_count(&self, question: &Question) -> Result<u64> {
        let view = self.questioned(question).await?;
        let dialect = self.shared.pools.dialect();
        let count = view_query::count(dialect, &view.stored, &question.wanted);
        self.one_row(count).await?.number()
    }

    /// Whether a query has a row.
    pub(crate) async fn wanted_any(&self, question: &Question) -> Result<bool> {
        let view = self.questioned(question).await?;
        let any = view_query::any(self.shared.pools.dialect(), &view.stored, &question.wanted);
        Ok(!self.read_statement(any).await?.is_empty())
    }

    /// The least or greatest value of a column over the rows of a query; `None` where all are null.
    pub(crate) async fn wanted_extreme(
        &self,
        question: &Question,
        column: &str,
        direction: Direction,
    ) -> Result<Option<Value>> {
        let view = self.questioned(question).await?;
        let (dialect, description) = (self.shared.pools.dialect(), &view.stored);
        let [found] = described(description, &[column])?[..] else { return Ok(None) };
        let extreme =
            view_query::extreme(dialect, description, &question.wanted, column, direction);
        let row = self.read_statement(extreme).await?.into_iter().next();
        row.map(|mut cells| cells.value(found)).transpose()
    }

    async fn one_row(&self, statement: crate::sql::Statement) -> Result<Cells> {
        let row = self.read_statement(statement).await?.into_iter().next();
        row.ok_or_else(|| Error::corrupt("a query for one row brought none"))
    }
}

/// A sum of whole numbers from its two parts.
pub(super) fn whole(cells: &mut Cells) -> Result<i128> {
    let (high, low) = (cells.int()?, cells.int()?);
    Ok((i128::from(high) << 32) + i128::from(low))
}
