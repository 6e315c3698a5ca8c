//! Pages of rows: a page begins after the last row of the one before, so nothing is counted through
//! again.

use super::question::Question;
use crate::error::Result;
use crate::model::{ColumnDescription, Value};
use crate::sql::view_query::{self, Wanted};
use crate::store::catalog::RegisteredView;
use crate::store::handle::Gundb;

/// A page of rows, and where the next one begins, if there are more.
#[derive(Debug)]
pub(crate) struct RawPage {
    pub(crate) rows: Vec<Vec<Value>>,
    /// Cells of the last row in the ordered columns.
    pub(crate) next: Option<Vec<Value>>,
}

impl Gundb {
    /// A page of a query, of as many rows as its limit.
    pub(crate) async fn wanted_page(&self, question: &Question) -> Result<RawPage> {
        let view = self.questioned(question).await?;
        let Wanted { limit, .. } = question.wanted;
        // One row more shows whether there are more.
        let wanted =
            Wanted { limit: limit.map(|limit| limit.saturating_add(1)), ..question.wanted.clone() };
        let order: Vec<&str> = view_query::order(&view.stored, &wanted)
            .iter()
            .map(|(column, _)| column.name.as_str())
            .collect();
        let asked = Asked::of(&view, question.columns.as_deref(), &order);
        let mut rows = match &question.columns {
            None => self.rows_of(&view, &wanted).await?,
            Some(_) => self.cells_of(&view, &wanted, &asked.columns).await?,
        };
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|row| asked.order_of(row));
        rows.iter_mut().for_each(|row| row.truncate(asked.shown));
        Ok(RawPage { rows, next })
    }
}

/// The columns that a page reads: those that are shown, then those of the order that are not among
/// them.
struct Asked<'a> {
    columns: Vec<&'a str>,
    shown: usize,
    /// Where the order's columns are among them.
    order: Vec<usize>,
}

impl<'a> Asked<'a> {
    fn of(view: &'a RegisteredView, shown: Option<&'a [String]>, order: &[&'a str]) -> Self {
        let name = |column: &'a ColumnDescription| column.name.as_str();
        let mut columns: Vec<&str> = match shown {
            None => view.plan.description.columns.iter().map(name).collect(),
            Some(shown) => shown.iter().map(String::as_str).collect(),
        };
        let shown = columns.len();
        let mut indexes = Vec::new();
        for ordered in order {
            let index = columns.iter().position(|column| column == ordered);
            indexes.push(index.unwrap_or(columns.len()));
            if index.is_none() {
                columns.push(ordered);
            }
        }
        Self { columns, shown, order: indexes }
    }

    fn order_of(&self, row: &[Value]) -> Vec<Value> {
        self.order.iter().map(|index| row[*index].clone()).collect()
    }
}
