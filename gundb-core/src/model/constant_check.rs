//! Whether a constant makes sense as the operand of a rule.

use serde_json::Value as Json;

use super::json::shown;
use super::rule::Action;
use super::view_column::ColumnDescription;
use crate::error::{Error, Result};

/// Whether the rule can take this constant into the column.
///
/// # Errors
/// Null where it would do nothing, a value that the column can't hold, or no element of a set.
pub(super) fn check_constant(
    column: &ColumnDescription,
    action: &Action,
    constant: &Json,
) -> Result<()> {
    if constant.is_null() && !action.rule().takes_null {
        return Err(Error::definition(format!(
            "it has the constant null, which the rule `{}` skips; leave the rule out, or say another constant",
            action.name()
        )));
    }
    if action.keeps_list() && has_nul(constant) {
        return Err(Error::definition(
            "it has a constant with U+0000, which can't be stored; leave it out",
        ));
    }
    if action.is_of_set() {
        return check_elements(constant);
    }
    if action.keeps_list() {
        return Ok(());
    }
    let wrong = |reason| {
        Err(Error::definition(format!("it has the constant {}, {reason}", shown(constant))))
    };
    match column.column_type.cell(constant) {
        Some(cell) => {
            column.check_length(&cell).or_else(|reason| wrong(format!("which can't be: {reason}")))
        }
        None => wrong(format!("which is no value of its type `{}`", column.column_type.name())),
    }
}

/// An element, or a list of elements: what is written in one way only.
fn check_elements(constant: &Json) -> Result<()> {
    let elements = match constant {
        Json::Array(elements) => elements.as_slice(),
        one => std::slice::from_ref(one),
    };
    let is_element = |element: &&Json| match element {
        Json::Bool(_) | Json::String(_) => true,
        Json::Number(number) => number.is_i64() || number.is_u64(),
        _ => false,
    };
    match elements.iter().find(|element| !is_element(element)) {
        None => Ok(()),
        Some(other) => Err(Error::definition(format!(
            "it has the constant {}, which can't be in a set: elements are texts, whole numbers and flags",
            shown(other)
        ))),
    }
}

fn has_nul(constant: &Json) -> bool {
    match constant {
        Json::String(text) => text.contains('\0'),
        Json::Array(items) => items.iter().any(has_nul),
        Json::Object(members) => {
            members.iter().any(|(key, value)| key.contains('\0') || has_nul(value))
        }
        _ => false,
    }
}
