//! What is refused before a query runs, on every database alike.

use crate::error::{Error, Result};
use crate::model::limits::{QUERY_CONDITIONS_MAX, QUERY_VALUES_MAX};
use crate::model::words::{self, counted};
use crate::model::{ColumnDescription, ColumnType, Value, ViewDescription, in_column_range};
use crate::sql::Dialect;
use crate::sql::view_query::{self, Condition, Pattern, Piece, Wanted};

/// Checks a whole query against its view.
///
/// # Errors
/// A column that the view has not; a value of another type, or one that no column holds; a
/// malformed pattern or raw SQL; more than a statement may have.
pub(super) fn check(dialect: Dialect, view: &ViewDescription, wanted: &Wanted) -> Result<()> {
    let mut checked = Checked { dialect, view, values: 0, conditions: 0 };
    wanted.conditions.iter().try_for_each(|condition| checked.condition(condition))?;
    wanted.order.iter().try_for_each(|(name, _)| comparable(checked.column(name)?))?;
    if let Some(after) = &wanted.after {
        let order = view_query::order(view, wanted);
        if order.len() != after.len() {
            return Err(foreign_cursor());
        }
        for ((column, _), value) in order.iter().zip(after) {
            if *value == Value::Null && !column.nullable {
                return Err(foreign_cursor());
            }
            checked.value(column, value).map_err(|_| foreign_cursor())?;
            // As a bound, as what lies after it, as what equals it.
            checked.values += 2;
        }
    }
    checked.bounds()
}

/// Refuses a column whose cells have no order and no equality that both databases share.
pub(super) fn comparable(column: &ColumnDescription) -> Result<()> {
    if column.column_type != ColumnType::Json {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "column `{}` is JSON, which can't be compared or sorted; ask the database's JSON functions with Filter::raw",
        column.name
    )))
}

/// What to say of a cursor whose values don't fit.
fn foreign_cursor() -> Error {
    Error::invalid("the cursor is of another query; begin again without one")
}

struct Checked<'a> {
    dialect: Dialect,
    view: &'a ViewDescription,
    values: usize,
    conditions: usize,
}

impl<'a> Checked<'a> {
    fn condition(&mut self, condition: &Condition) -> Result<()> {
        self.conditions += 1;
        match condition {
            Condition::Compare(name, _, value) => {
                let column = self.column(name)?;
                self.value(column, value)
            }
            Condition::In(name, values) => {
                let column = self.column(name)?;
                values.iter().try_for_each(|value| self.value(column, value))
            }
            Condition::Like(name, pattern) => {
                Pattern::parse(pattern)?;
                let column = self.column(name)?;
                // The pattern, and the range of its beginning.
                self.values += 2;
                self.value(column, &Value::Text(pattern.clone()))
            }
            Condition::Contains(name, part) => {
                let column = self.column(name)?;
                self.value(column, &Value::Text(part.clone()))
            }
            Condition::Raw(text, binds) => {
                self.values += binds.len();
                check_raw(self.dialect, text, binds).map(drop)
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().try_for_each(|part| self.condition(part))
            }
            Condition::Refused(message) => Err(Error::invalid(message)),
        }
    }

    fn column(&self, name: &str) -> Result<&'a ColumnDescription> {
        self.view.columns.iter().find(|column| column.name == name).ok_or_else(|| {
            let names: Vec<_> =
                self.view.columns.iter().map(|column| column.name.as_str()).collect();
            Error::invalid(format!(
                "view `{}` has no column `{name}`; it has {}",
                self.view.table,
                names.join(", ")
            ))
        })
    }

    fn value(&mut self, column: &ColumnDescription, value: &Value) -> Result<()> {
        self.values += 1;
        if *value != Value::Null {
            comparable(column)?;
        }
        check_operand(value)?;
        if value.column_type().is_none_or(|found| found == column.column_type) {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "column `{}` is of type `{}` and can't be compared with {}",
            column.name,
            column.column_type.name(),
            words::cell(value)
        )))
    }

    fn bounds(&self) -> Result<()> {
        let bound = |what: &str, count: usize, max: usize| {
            if count <= max {
                return Ok(());
            }
            Err(Error::invalid(format!(
                "the query has {}; at most {max} are possible: cut it into several queries",
                counted(count, what)
            )))
        };
        bound("value", self.values, QUERY_VALUES_MAX)?;
        bound("condition", self.conditions, QUERY_CONDITIONS_MAX)
    }
}

/// Raw SQL with as many placeholders as binds.
///
/// # Errors
/// Malformed text, another number of binds, a bind that one database would take and the other would
/// not.
pub(in crate::store) fn check_raw(
    dialect: Dialect,
    text: &str,
    binds: &[Value],
) -> Result<Vec<Piece>> {
    let pieces = view_query::pieces(dialect, text)?;
    let placeholders = pieces.iter().filter(|piece| **piece == Piece::Bind).count();
    if placeholders != binds.len() {
        return Err(Error::invalid(format!(
            "the SQL `{text}` has {} `?` and {}; give one bind for each placeholder",
            counted(placeholders, "placeholder"),
            counted(binds.len(), "bind")
        )));
    }
    binds.iter().try_for_each(check_operand)?;
    Ok(pieces)
}

/// Values that one database would take and the other would not are refused on both.
pub(in crate::store) fn check_operand(value: &Value) -> Result<()> {
    match value {
        Value::Real(real) if real.is_nan() => {
            Err(Error::invalid("NaN can't be compared with a column"))
        }
        Value::Text(text) if text.contains('\0') => {
            Err(Error::invalid("a text with U+0000 in it can't be compared with a column"))
        }
        Value::Time(time) if !in_column_range(time) => {
            Err(Error::invalid(format!("the time {time} is outside the years 1 to 9999")))
        }
        Value::Date(date) if date.year() < 1 => {
            Err(Error::invalid(format!("the date {date} is outside the years 1 to 9999")))
        }
        _ => Ok(()),
    }
}
