//! A column of a view: its type, its marks, and what it may hold.

use serde::{Deserialize, Serialize};

use super::column_form::ColumnForm;
use super::limits::INDEXED_TEXT_BYTES_MAX;
use super::role::Role;
use super::rule::{Source, Step};
use super::validate::in_column_range;
use super::value::{ColumnType, Value};
use super::words;

/// One column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ColumnForm", into = "ColumnForm")]
#[non_exhaustive]
pub struct ColumnDescription {
    /// Name in the table.
    pub name: String,
    /// Type in the table.
    pub column_type: ColumnType,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Whether it has an index.
    pub index: bool,
    /// Whether appends here are refused that would give two rows the same cell; null is never the
    /// same.
    pub unique: bool,
    /// What it holds before any event said otherwise, in the JSON form that an event would carry;
    /// else null or zero.
    pub default: Option<serde_json::Value>,
    /// Where its cells come from.
    pub role: Role,
}

impl ColumnDescription {
    /// A column without index, that may not be null.
    pub fn new(name: impl Into<String>, column_type: ColumnType, role: Role) -> Self {
        let (nullable, index, unique) = (false, false, false);
        Self { name: name.into(), column_type, nullable, index, unique, default: None, role }
    }

    /// What the column holds before any event said otherwise.
    pub fn zero(&self) -> Value {
        let default = self.default.as_ref().and_then(|json| self.column_type.cell(json));
        default.unwrap_or_else(|| match &self.role {
            _ if self.nullable => Value::Null,
            Role::Fold(steps) if steps.iter().any(|step| step.action.keeps_list()) => {
                Value::Json("[]".to_owned())
            }
            _ => self.column_type.zero(),
        })
    }

    /// Whether null in it says that no value was found yet; else that is remembered beside the row.
    pub(crate) fn is_null_until_found(&self) -> bool {
        self.nullable && self.default.is_none()
    }

    /// What `set` leaves of null.
    pub(crate) fn zero_or_null(&self) -> Value {
        if self.nullable { Value::Null } else { self.zero() }
    }

    /// A cell that code made, in the form in which it is stored; the reason where it can't be.
    pub(crate) fn storable(&self, cell: Value) -> Result<Value, String> {
        let fits = match &cell {
            Value::Real(real) => real.is_finite(),
            Value::Text(text) => !text.contains('\0'),
            Value::Time(time) => in_column_range(time),
            Value::Date(date) => date.year() >= 1,
            _ => true,
        };
        if cell == Value::Null {
            return Ok(self.zero_or_null());
        }
        if !fits || cell.column_type() != Some(self.column_type) {
            return Err(self.not_stored(&cell));
        }
        let stored = match self.column_type.cell(&cell.to_json()) {
            // `null` is a value of JSON; nothing at all is another.
            Some(Value::Null) => Some(Value::Json("null".to_owned())),
            stored => stored,
        };
        let stored = stored.ok_or_else(|| self.not_stored(&cell))?;
        self.check_length(&stored).map_err(|reason| format!("column `{}`: {reason}", self.name))?;
        Ok(stored)
    }

    fn not_stored(&self, cell: &Value) -> String {
        let (shown, name) = (words::cell(cell), self.column_type.name());
        format!("column `{}` is of type `{name}`, and {shown} can't be stored in it", self.name)
    }

    /// Refuses what no index takes; the reason.
    pub(crate) fn check_length(&self, cell: &Value) -> Result<(), String> {
        let bytes = match cell {
            Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            _ => 0,
        };
        if self.is_indexed() && bytes > INDEXED_TEXT_BYTES_MAX {
            return Err(format!(
                "a text of {bytes} bytes is too long for an indexed column; at most {INDEXED_TEXT_BYTES_MAX} are allowed"
            ));
        }
        Ok(())
    }

    /// Whether its cells may be unique: they are what an event brought.
    pub(crate) fn may_be_unique(&self) -> bool {
        let brings = |step: &Step| {
            let is_field = |source: &Source| source.field().is_some();
            step.action.rule().brings_its_value && step.action.sources().all(is_field)
        };
        matches!(&self.role, Role::Fold(steps) if steps.iter().all(brings))
    }

    /// Whether it has an index: its own, or as part of the key.
    pub fn is_indexed(&self) -> bool {
        self.index || self.unique || matches!(self.role, Role::Key(_))
    }
}

impl TryFrom<ColumnForm> for ColumnDescription {
    type Error = String;

    fn try_from(mut form: ColumnForm) -> Result<Self, String> {
        let role = form.role().map_err(|problem| format!("column `{}`: {problem}", form.name))?;
        let ColumnForm { name, column_type, nullable, index, unique, default, .. } = form;
        Ok(Self { name, column_type, nullable, index, unique, default, role })
    }
}

impl From<ColumnDescription> for ColumnForm {
    fn from(column: ColumnDescription) -> Self {
        let ColumnDescription { name, column_type, nullable, index, unique, default, role } =
            column;
        let mut form = Self::new(name, column_type).with_role(role);
        form.nullable = nullable;
        form.index = index;
        form.unique = unique;
        form.default = default;
        form
    }
}
