//! Conditions on the rows of a view that is known by its name, as data.

use std::ops::Not;

use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::model::limits::FILTER_DEPTH_MAX;
use crate::model::words::{self, one_of};
use crate::model::{ColumnDescription, IntoCell, Value};
use crate::sql::Comparison;
use crate::sql::view_query::Condition;

/// A condition on rows, with columns by their names. It means what the same
/// [`Filter`](crate::view::Filter) means; whether its columns and values fit the view is checked
/// when the query runs.
///
/// ```
/// use gundb::view::{Comparison, RowFilter};
///
/// let rich = RowFilter::compare("balance", Comparison::GreaterOrEqual, 1_000);
/// let ours = RowFilter::All(vec![rich, !RowFilter::starts_with("owner", "test-")]);
/// # drop(ours);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RowFilter {
    /// A column compared with a value. Equal to null asks whether it is null.
    Compare {
        /// The column.
        column: String,
        /// How.
        comparison: Comparison,
        /// With what.
        value: FilterValue,
    },
    /// A column that equals one of the values; null among them: or is null.
    In {
        /// The column.
        column: String,
        /// The values; of none, no row.
        values: Vec<FilterValue>,
    },
    /// A text column that fits a pattern: `%` any text, `_` one character, `\` the next character
    /// as it is.
    Like {
        /// The column.
        column: String,
        /// The pattern.
        pattern: String,
    },
    /// A text column that begins with a text.
    StartsWith {
        /// The column.
        column: String,
        /// The text.
        prefix: String,
    },
    /// A text column with a text somewhere in it.
    Contains {
        /// The column.
        column: String,
        /// The text.
        part: String,
    },
    /// The contrary.
    Not(Box<RowFilter>),
    /// All of them hold; of none, true.
    All(Vec<RowFilter>),
    /// One of them holds at least; of none, false.
    Any(Vec<RowFilter>),
}

/// A value that a column is compared with. What is no cell becomes one of the column's type when
/// the query runs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FilterValue {
    /// A cell.
    Cell(Value),
    /// JSON, as an event would carry it.
    Json(Json),
    /// A text without quotes, as on a command line or in a URL:
    /// [`ColumnType::cell_of_text`](crate::model::ColumnType::cell_of_text).
    Text(String),
}

impl<T: IntoCell> From<T> for FilterValue {
    fn from(value: T) -> Self {
        Self::Cell(value.into_cell())
    }
}

impl RowFilter {
    /// A column compared with a value.
    pub fn compare(
        column: impl Into<String>,
        comparison: Comparison,
        value: impl Into<FilterValue>,
    ) -> Self {
        Self::Compare { column: column.into(), comparison, value: value.into() }
    }

    /// A column that equals one of the values.
    pub fn is_in<T: Into<FilterValue>>(
        column: impl Into<String>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        Self::In { column: column.into(), values: values.into_iter().map(T::into).collect() }
    }

    /// A column that is null.
    pub fn is_null(column: impl Into<String>) -> Self {
        Self::compare(column, Comparison::Equal, Value::Null)
    }

    /// A text column that fits a pattern.
    pub fn like(column: impl Into<String>, pattern: impl Into<String>) -> Self {
        Self::Like { column: column.into(), pattern: pattern.into() }
    }

    /// A text column that begins with a text.
    pub fn starts_with(column: impl Into<String>, prefix: impl Into<String>) -> Self {
        Self::StartsWith { column: column.into(), prefix: prefix.into() }
    }

    /// A text column with a text somewhere in it.
    pub fn contains(column: impl Into<String>, part: impl Into<String>) -> Self {
        Self::Contains { column: column.into(), part: part.into() }
    }

    /// The condition on a view with these columns.
    ///
    /// # Errors
    /// A column that the view has not, a value that its type does not take, too deep a tree.
    pub(super) fn condition(&self, columns: &[ColumnDescription]) -> Result<Condition> {
        self.condition_within(columns, FILTER_DEPTH_MAX)
    }

    fn condition_within(&self, columns: &[ColumnDescription], depth: usize) -> Result<Condition> {
        // Whoever sends filters decides how deep they are, and a stack has an end.
        let Some(depth) = depth.checked_sub(1) else {
            return Err(Error::invalid(format!(
                "the filter is nested deeper than {FILTER_DEPTH_MAX} levels: compare a column with \
                 several values at once, or put more conditions on one level"
            )));
        };
        let all = |parts: &[Self]| -> Result<Vec<Condition>> {
            parts.iter().map(|part| part.condition_within(columns, depth)).collect()
        };
        Ok(match self {
            Self::Compare { column, comparison, value } => {
                let cell = value.cell(named(columns, column)?)?;
                Condition::Compare(column.clone(), *comparison, cell)
            }
            Self::In { column, values } => {
                let described = named(columns, column)?;
                let cells =
                    values.iter().map(|value| value.cell(described)).collect::<Result<Vec<_>>>()?;
                Condition::is_in(column, cells)
            }
            Self::Like { column, pattern } => Condition::Like(column.clone(), pattern.clone()),
            Self::StartsWith { column, prefix } => Condition::starts_with(column, prefix.clone()),
            Self::Contains { column, part } => Condition::Contains(column.clone(), part.clone()),
            Self::Not(inner) => inner.condition_within(columns, depth)?.negated(),
            Self::All(parts) => Condition::All(all(parts)?),
            Self::Any(parts) => Condition::Any(all(parts)?),
        })
    }
}

impl Not for RowFilter {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

impl FilterValue {
    fn cell(&self, column: &ColumnDescription) -> Result<Value> {
        let kind = column.column_type;
        let (cell, shown) = match self {
            Self::Cell(cell) => return Ok(cell.clone()),
            Self::Json(json) => (kind.cell(json), crate::model::json::shown(json)),
            Self::Text(text) => (kind.cell_of_text(text), words::cell(&Value::Text(text.clone()))),
        };
        cell.ok_or_else(|| {
            let (name, kind) = (&column.name, kind.name());
            Error::invalid(format!(
                "column `{name}` is of type `{kind}`, and {shown} can't be read as one"
            ))
        })
    }
}

/// A column of the view.
///
/// # Errors
/// The view has none of that name.
pub(super) fn named<'a>(
    columns: &'a [ColumnDescription],
    name: &str,
) -> Result<&'a ColumnDescription> {
    columns.iter().find(|column| column.name == name).ok_or_else(|| {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        Error::invalid(format!("the view has no column `{name}`; it has {}", one_of(&names)))
    })
}
