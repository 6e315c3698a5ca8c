//! Whether a column makes sense by itself: its rules beside each other, its default, its index, its
//! type.

use super::role::Role;
use super::rule::{Action, Step};
use super::schema::Schema;
use super::value::{ColumnType, Value};
use super::view_column::ColumnDescription;
use super::words::one_of;
use crate::error::{Error, Result};

/// Whether a column may have this rule beside its others.
pub(super) fn check_kind(column: &ColumnDescription, steps: &[Step], step: &Step) -> Result<()> {
    let action = &step.action;
    if action.is_total() {
        if column.nullable {
            return Err(Error::definition(
                "it is a sum or a count and can't be nullable; it starts at 0",
            ));
        }
        return expect_kind(column, action);
    }
    if let Action::Latest(..) = action
        && steps.iter().any(|other| !other.action.agrees_with(action))
    {
        return Err(Error::definition(
            "it keeps the latest value, which no other rule may touch; give each a column of its own",
        ));
    }
    if action.keeps_list() {
        let differs = |other: &&Step| {
            other.action.is_of_set() != action.is_of_set() || !other.action.keeps_list()
        };
        if steps.iter().any(|other| differs(&other)) {
            return Err(Error::definition(
                "it keeps a list by itself, which no other rule may touch",
            ));
        }
        if column.nullable || column.unique {
            return Err(Error::definition(
                "it is a list; it is empty where there is nothing, and can't be unique",
            ));
        }
    }
    expect_kind(column, action)
}

/// The list of rules says which types a rule's column may have.
fn expect_kind(column: &ColumnDescription, action: &Action) -> Result<()> {
    let (rule, found) = (action.rule(), column.column_type.name());
    if column.column_type.takes(rule.columns) {
        return Ok(());
    }
    let possible = one_of(rule.columns.types());
    Err(Error::definition(format!(
        "it is of type `{found}`, but a column with the rule `{}` is of type {possible}",
        rule.name
    )))
}

pub(super) fn check_default(column: &ColumnDescription) -> Result<()> {
    let Some(default) = &column.default else { return Ok(()) };
    if !matches!(column.role, Role::Fold(_) | Role::Code) {
        return Err(Error::definition("it has a default, but its cells don't come from rules"));
    }
    match column.column_type.cell(default) {
        Some(Value::Null) | None => Err(Error::definition(format!(
            "it is of type `{}`, which the default {default} does not fit",
            column.column_type.name()
        ))),
        Some(cell) => column.check_length(&cell).map_err(|reason| {
            Error::definition(format!("it has a default that can't be: {reason}"))
        }),
    }
}

/// What can't be compared can't be found by an index, and bytes are no keys.
pub(super) fn check_index(column: &ColumnDescription) -> Result<()> {
    let is_key = matches!(column.role, Role::Key(_));
    match column.column_type {
        ColumnType::Json if column.is_indexed() => {
            Err(Error::definition("it is JSON, which can't be a key, unique, or indexed"))
        }
        ColumnType::Bytes if is_key => {
            Err(Error::definition("it is of type `bytes`, which can't be a key"))
        }
        _ if column.unique && is_key => Err(Error::definition(
            "it is part of the key, which is unique by itself; leave `unique` out",
        )),
        _ if column.unique && !column.may_be_unique() => Err(Error::definition(
            "it can't be unique: only values that `set`, `first` or `latest` take from a field can be, not sums, counts, constants or \
             lists; leave `unique` out",
        )),
        _ => Ok(()),
    }
}

pub(super) fn expect_type(column: &ColumnDescription, expected: ColumnType) -> Result<()> {
    if column.column_type == expected {
        return Ok(());
    }
    Err(Error::definition(format!(
        "it must be of type `{}`, not `{}`",
        expected.name(),
        column.column_type.name()
    )))
}

pub(super) fn fits(schema: &Schema, column: ColumnType) -> bool {
    match (schema, column) {
        (Schema::Nullable(inner), _) => fits(inner, column),
        (Schema::Any, _)
        | (Schema::Bool, ColumnType::Bool)
        | (Schema::Integer { .. }, ColumnType::Int | ColumnType::Real)
        | (Schema::Number | Schema::Single, ColumnType::Real)
        | (
            Schema::Text
            | Schema::Uuid
            | Schema::Timestamp
            | Schema::Date
            | Schema::Decimal
            | Schema::Bytes
            | Schema::Enum(_),
            ColumnType::Text,
        )
        | (Schema::Timestamp, ColumnType::Time)
        | (Schema::Date, ColumnType::Date)
        | (Schema::Decimal | Schema::Integer { .. }, ColumnType::Decimal)
        | (Schema::Uuid, ColumnType::Uuid)
        | (Schema::Bytes, ColumnType::Bytes)
        | (_, ColumnType::Json) => true,
        _ => false,
    }
}
