//! Groups of the rows of a query, and single columns of them.

use rust_decimal::Decimal;

use super::check::comparable;
use super::question::Question;
use super::reading::{described, read};
use super::total::whole;
use crate::error::{Error, Result};
use crate::model::limits::DECIMAL_DIGITS_MAX;
use crate::model::{ColumnType, ExactSum, Value, ViewDescription};
use crate::sql::view_query;
use crate::sql::{Direction, Statement};
use crate::store::backend::Cells;
use crate::store::handle::Gundb;

/// A group by its cells, and what is said of it.
pub(crate) type Grouped<T> = (Vec<Value>, T);

/// The exact sum of a column.
#[derive(Clone, Debug)]
pub struct ColumnSum(Sum);

#[derive(Clone, Debug)]
enum Sum {
    Whole(i128),
    Decimal(ExactSum),
}

impl Default for ColumnSum {
    fn default() -> Self {
        Self(Sum::Whole(0))
    }
}

impl ColumnSum {
    /// The sum of whole numbers.
    ///
    /// # Errors
    /// It is one of decimals.
    pub fn whole(self) -> Result<i128> {
        match self.0 {
            Sum::Whole(sum) => Ok(sum),
            Sum::Decimal(sum) => Err(Error::corrupt(format!("{sum} is no sum of whole numbers"))),
        }
    }

    /// The sum of decimals, or of nothing.
    ///
    /// # Errors
    /// It has more than 28 digits.
    pub fn decimal(self) -> Result<Decimal> {
        match self.0 {
            Sum::Whole(sum) => Ok(Decimal::from_i128_with_scale(sum, 0)),
            Sum::Decimal(sum) if sum.is_shown_exactly() => Ok(sum.shown()),
            Sum::Decimal(sum) => Err(Error::invalid(format!(
                "the sum is {sum}, which has more digits than a decimal holds ({DECIMAL_DIGITS_MAX}); sum up fewer rows, or read \
                 the column and add it up in a type of your own"
            ))),
        }
    }
}

impl Gundb {
    /// Cells of some columns of the rows that a query wants.
    pub(crate) async fn wanted_cells(
        &self,
        question: &Question,
        columns: &[&str],
    ) -> Result<Vec<Vec<Value>>> {
        let view = self.questioned(question).await?;
        self.cells_of(&view, &question.wanted, columns).await
    }

    /// The groups of a query's rows by some columns, and how many rows each has.
    pub(crate) async fn group_counts(
        &self,
        question: &Question,
        keys: &[&str],
    ) -> Result<Vec<Grouped<u64>>> {
        let view = self.questioned(question).await?;
        let (dialect, stored, wanted) =
            (self.shared.pools.dialect(), &view.stored, &question.wanted);
        let statement = || view_query::group_counts(dialect, stored, wanted, keys);
        self.grouped(statement, stored, keys, Cells::number).await
    }

    /// The groups of a query's rows by some columns, and the exact sum of another column over each.
    pub(crate) async fn group_sums(
        &self,
        question: &Question,
        keys: &[&str],
        column: &str,
    ) -> Result<Vec<Grouped<ColumnSum>>> {
        let view = self.questioned(question).await?;
        let (dialect, stored, wanted) =
            (self.shared.pools.dialect(), &view.stored, &question.wanted);
        let [summed] = described(stored, &[column])?[..] else { return Ok(Vec::new()) };
        if summed.column_type == ColumnType::Decimal {
            let statement = || view_query::group_decimals(dialect, stored, wanted, keys, column);
            let read = |cells: &mut Cells| Ok((cells.value(summed)?, cells.number()?));
            return Ok(summed_up(self.grouped(statement, stored, keys, read).await?));
        }
        let statement = || view_query::group_sums(dialect, stored, wanted, keys, column);
        self.grouped(statement, stored, keys, |cells| {
            whole(cells).map(|sum| ColumnSum(Sum::Whole(sum)))
        })
        .await
    }

    /// The groups of a query's rows by some columns, and the least or greatest value of another
    /// column in each.
    pub(crate) async fn group_extremes(
        &self,
        question: &Question,
        keys: &[&str],
        column: &str,
        direction: Direction,
    ) -> Result<Vec<Grouped<Value>>> {
        let view = self.questioned(question).await?;
        let (dialect, stored, wanted) =
            (self.shared.pools.dialect(), &view.stored, &question.wanted);
        let [sought] = described(stored, &[column])?[..] else { return Ok(Vec::new()) };
        comparable(sought)?;
        let statement =
            || view_query::group_extremes(dialect, stored, wanted, keys, column, direction);
        self.grouped(statement, stored, keys, |cells| cells.value(sought)).await
    }

    /// The statement is written once the columns are known to be there.
    async fn grouped<T>(
        &self,
        statement: impl FnOnce() -> Statement,
        view: &ViewDescription,
        keys: &[&str],
        mut total: impl FnMut(&mut Cells) -> Result<T>,
    ) -> Result<Vec<Grouped<T>>> {
        let keys = described(view, keys)?;
        keys.iter().try_for_each(|key| comparable(key))?;
        let rows = self.read_statement(statement()).await?;
        let group = |mut cells: Cells| Ok((read(&mut cells, &keys)?, total(&mut cells)?));
        rows.into_iter().map(group).collect()
    }
}

/// Sums up the decimals of each group, whose rows follow each other: a decimal, and how many rows
/// have it.
fn summed_up(parts: Vec<Grouped<(Value, u64)>>) -> Vec<Grouped<ColumnSum>> {
    let mut groups: Vec<(Vec<Value>, ExactSum)> = Vec::new();
    for (cells, (value, rows)) in parts {
        match groups.last_mut() {
            Some((known, _)) if *known == cells => {
                known.iter_mut().zip(cells).for_each(keep_longest)
            }
            _ => groups.push((cells, ExactSum::default())),
        }
        if let (Value::Decimal(decimal), Some((_, sum))) = (value, groups.last_mut()) {
            sum.add_times(decimal, rows);
        }
    }
    groups.into_iter().map(|(cells, sum)| (cells, ColumnSum(Sum::Decimal(sum)))).collect()
}

/// Of equal decimals a group shows the longest.
fn keep_longest((known, other): (&mut Value, Value)) {
    if let (Value::Decimal(known), Value::Decimal(other)) = (known, other)
        && other.scale() > known.scale()
    {
        *known = other;
    }
}
