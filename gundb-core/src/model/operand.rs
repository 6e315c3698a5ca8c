//! What a derive says as the operand of a rule: a field by its Rust names, or a constant.

use serde::Serialize;
use serde_json::Value as Json;

use super::column::IntoCell;
use super::value::Value;
use crate::error::{Error, Result};

/// An operand of a rule.
#[derive(Clone, Debug)]
pub struct RuleOperand(pub(super) Given);

/// What is given.
#[derive(Clone, Debug)]
pub(super) enum Given {
    /// The names that lead to a field.
    Field(Vec<String>),
    /// A constant, in the JSON form that an event would carry; or what is wrong with it.
    Constant(std::result::Result<Json, String>),
}

impl RuleOperand {
    /// The field to which these names lead.
    pub fn field(names: &[&str]) -> Self {
        Self(Given::Field(names.iter().map(|&name| name.to_owned()).collect()))
    }

    /// A constant that is a cell of the rule's column.
    pub fn cell(constant: impl IntoCell) -> Self {
        let constant = constant_to_json(&constant.into_cell());
        Self(Given::Constant(constant.map_err(|error| error.to_string())))
    }

    /// A constant that is no cell by itself: an element of a set, or one of siblings.
    pub fn value(constant: &impl Serialize) -> Self {
        Self(Given::Constant(serde_json::to_value(constant).map_err(|error| error.to_string())))
    }
}

/// A constant in the form that an event would carry.
///
/// # Errors
/// A float that is not finite.
pub(super) fn constant_to_json(value: &Value) -> Result<Json> {
    match value {
        Value::Real(number) if !number.is_finite() => {
            Err(Error::definition(format!("the constant {number} is not finite")))
        }
        value => Ok(value.to_json()),
    }
}
