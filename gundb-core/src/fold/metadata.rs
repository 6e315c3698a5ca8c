//! Columns that GunDB keeps: times, version, clock.

use super::event_context::EventContext;
use super::plan::Plan;
use super::row::Row;
use crate::model::{Meta, Role, Value};

/// Brings them up to an event that was folded in.
pub(super) fn keep_metadata(plan: &Plan, row: &mut Row, context: &EventContext) {
    if plan.keeps_first() {
        let first = row.kept.first.get_or_insert(context.order);
        *first = context.order.min(*first);
    }
    let (is_first, is_last) = (row.kept.first == Some(context.order), row.order == context.order);
    for (index, column) in plan.description.columns.iter().enumerate() {
        match column.role {
            Role::Meta(Meta::CreatedAt) if is_first => row.cells[index] = context.recorded(),
            Role::Meta(Meta::UpdatedAt) if is_last => row.cells[index] = context.recorded(),
            Role::Meta(Meta::Version) => row.cells[index] = Value::Int(row.version.cast_signed()),
            Role::Meta(Meta::Clock) => row.cells[index] = Value::Text(row.clock.to_string()),
            _ => {}
        }
    }
}
