//! What a view over many streams may have. Nobody finds the events of such a row again, so each
//! cell has to be a function of the set of its events that needs bounded space.

use super::rule::{Action, Step};
use super::view::{KeySource, ViewDescription};
use super::view_column::ColumnDescription;
use crate::error::{Error, Result};

impl ViewDescription {
    /// Whether events that remove a row, and others that create it again, come in any order: only
    /// what keeps the canonical key of each event can then decide what of them is shown.
    fn creates_again_in_any_order(&self) -> bool {
        self.key == KeySource::Fields && !self.delete.is_empty() && !self.creates.is_empty()
    }
}

/// Whether a column of the view may have this rule beside its others.
///
/// # Errors
/// What could be computed from the events in their order alone.
pub(super) fn check_rule(
    view: &ViewDescription,
    column: &ColumnDescription,
    steps: &[Step],
    action: &Action,
) -> Result<()> {
    if view.key != KeySource::Fields {
        return Ok(());
    }
    if !action.rule().over_many_streams {
        return Err(Error::definition(
            "it has the rule `siblings`, which needs what writers had seen of the row, and over many streams nobody knows that; use `set`, \
             `latest`, or `insert` to keep all values",
        ));
    }
    if let Some(other) = steps.iter().find(|other| !other.action.agrees_with(action)) {
        return Err(Error::definition(format!(
            "it has the rules `{}` and `{}`, and what they make of each other depends on an order that many streams don't have; give each a \
             column of its own",
            action.name(),
            other.action.name()
        )));
    }
    if !view.creates_again_in_any_order() {
        return Ok(());
    }
    if !action.rule().beside_creates {
        return Err(Error::definition(format!(
            "its rule `{}` can't stand in a view over many streams with both `delete` and `creates`: what a late deletion removes can't be \
             taken out of such a cell; use `set`, `insert` or `remove`, leave `creates` out, or move the column to another view",
            action.name()
        )));
    }
    if column.unique {
        return Err(Error::definition(
            "it is unique in a view over many streams with both `delete` and `creates`, where a row that is created again brings values \
             back that nobody checks; leave `unique` or `creates` out",
        ));
    }
    Ok(())
}
