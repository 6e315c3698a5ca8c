//! Totals over the rows of a view that is known by its name.

use std::fmt;

use rust_decimal::Decimal;

use super::filter::named;
use super::query::NamedQuery;
use crate::error::{Error, Result};
use crate::model::{ColumnDescription, ColumnType, Value, words};
use crate::sql::Direction;
use crate::store::{ColumnSum, Gundb};

/// What is asked of all rows of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Total {
    /// How many there are.
    Count,
    /// The exact sum of a column of whole numbers or decimals; null counts nothing.
    Sum(String),
    /// The least value of a column.
    Min(String),
    /// The greatest value of a column.
    Max(String),
}

/// The answer to a [`Total`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TotalValue {
    /// A number of rows.
    Count(u64),
    /// The sum of whole numbers, which may have more than 64 bits.
    Whole(i128),
    /// The sum of decimals.
    Decimal(Decimal),
    /// The least or greatest value; null where there is none but null.
    Cell(Value),
}

/// A group of rows with equal cells in some columns, and a total over it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TotalOfGroup {
    /// The cells of the columns by which it is grouped.
    pub group: Vec<Value>,
    /// The total.
    pub total: TotalValue,
}

impl NamedQuery {
    /// One answer about all rows of the query, its limit and offset included.
    ///
    /// # Errors
    /// As [`NamedQuery::all`]; a column that has no such total; a sum of decimals with more than 28
    /// digits.
    pub async fn total(&self, db: &Gundb, total: &Total) -> Result<TotalValue> {
        let asked = self.asked(db).await?;
        let question = &asked.question;
        Ok(match total {
            Total::Count => TotalValue::Count(db.wanted_count(question).await?),
            Total::Sum(column) => {
                let column = summed(question.serving_columns(), column)?;
                let sums = db.group_sums(question, &[], &column.name).await?;
                sum_of(column, sums.into_iter().next().map(|(_, sum)| sum).unwrap_or_default())?
            }
            Total::Min(column) | Total::Max(column) => {
                let least = db.wanted_extreme(question, column, direction(total)).await?;
                TotalValue::Cell(least.unwrap_or(Value::Null))
            }
        })
    }

    /// The rows in groups of those that are equal in some columns, least first, and a total over
    /// each. The order of the query counts only where it has a limit, which is taken first.
    ///
    /// # Errors
    /// As [`NamedQuery::total`]; a column of JSON, whose cells have no equality; no columns.
    pub async fn totals_by(
        &self,
        db: &Gundb,
        by: &[&str],
        total: &Total,
    ) -> Result<Vec<TotalOfGroup>> {
        if by.is_empty() {
            return Err(Error::invalid("groups need a column at least; `total` is over all rows"));
        }
        let asked = self.asked(db).await?;
        let question = &asked.question;
        let of = |(group, total)| TotalOfGroup { group, total };
        Ok(match total {
            Total::Count => {
                let counts = db.group_counts(question, by).await?.into_iter();
                counts.map(|(group, count)| of((group, TotalValue::Count(count)))).collect()
            }
            Total::Sum(column) => {
                let column = summed(question.serving_columns(), column)?;
                let sums = db.group_sums(question, by, &column.name).await?.into_iter();
                let sums = sums.map(|(group, sum)| Ok(of((group, sum_of(column, sum)?))));
                sums.collect::<Result<_>>()?
            }
            Total::Min(column) | Total::Max(column) => {
                let found =
                    db.group_extremes(question, by, column, direction(total)).await?.into_iter();
                found.map(|(group, cell)| of((group, TotalValue::Cell(cell)))).collect()
            }
        })
    }
}

fn direction(total: &Total) -> Direction {
    match total {
        Total::Max(_) => Direction::Descending,
        _ => Direction::Ascending,
    }
}

/// A column that has a sum.
fn summed<'a>(columns: &'a [ColumnDescription], name: &str) -> Result<&'a ColumnDescription> {
    let column = named(columns, name)?;
    if matches!(column.column_type, ColumnType::Int | ColumnType::Decimal) {
        return Ok(column);
    }
    Err(Error::invalid(format!(
        "column `{name}` is of type `{}`, which has no exact sum; whole numbers and decimals have",
        column.column_type.name()
    )))
}

fn sum_of(column: &ColumnDescription, sum: ColumnSum) -> Result<TotalValue> {
    match column.column_type {
        ColumnType::Decimal => sum.decimal().map(TotalValue::Decimal),
        _ => sum.whole().map(TotalValue::Whole),
    }
}

impl fmt::Display for TotalValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Whole(sum) => sum.fmt(f),
            Self::Decimal(sum) => sum.fmt(f),
            Self::Cell(cell) => f.write_str(&words::cell(cell)),
        }
    }
}
