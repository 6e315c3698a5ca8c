//! What folding asks of a view again and again, noted once: appends ask it for every event.

use std::collections::HashMap;

use super::event_plan::EventPlan;
use crate::model::{Action, ColumnDescription, KeySource, Meta, Role, ViewDescription};

/// What is true of a view, whatever the event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) commutes: bool,
    pub(super) over_many_streams: bool,
    pub(super) minds_repeats: bool,
    pub(super) may_skip: bool,
    pub(super) keeps_first: bool,
    pub(super) is_blind: bool,
    pub(super) has_unique: bool,
    pub(super) remembers: bool,
    pub(super) needs_context: bool,
    pub(super) keeps_times: bool,
}

impl Facts {
    pub(super) fn of(
        view: &ViewDescription,
        events: &HashMap<String, EventPlan>,
        has_code: bool,
    ) -> Self {
        let (commutes, over_many_streams) = (view.commutes(), view.key == KeySource::Fields);
        let needs_code = view.needs_code();
        let any_column = |of: fn(&ColumnDescription) -> bool| view.columns.iter().any(of);
        let any_action = |of: fn(&Action) -> bool| {
            events.values().flat_map(|event| &event.steps).any(|(_, action)| of(action))
        };
        let deletes = events.values().any(|event| event.delete);
        let creates = events.values().any(|event| event.creates);
        let keeps_first = commutes && any_column(shows_first);
        let assigns = over_many_streams && any_action(|action| matches!(action, Action::Set(_)));
        let is_assigned = |(index, action): &(usize, Action)| {
            matches!(action, Action::Min(_) | Action::Max(_))
                && !view.columns[*index].is_null_until_found()
        };
        let finds = events.values().flat_map(|event| &event.steps).any(is_assigned);
        let assigns_first =
            over_many_streams && any_action(|action| matches!(action, Action::First(_)));
        let compares = any_action(|action| matches!(action, Action::Latest(..)));
        Self {
            commutes,
            over_many_streams,
            minds_repeats: compares,
            may_skip: needs_code || any_action(Action::keeps_list),
            keeps_first,
            is_blind: needs_code && !has_code,
            has_unique: any_column(|column| column.unique),
            remembers: needs_code
                || keeps_first
                || deletes
                || assigns
                || finds
                || any_action(is_remembered),
            // A removed row remembers who removed it, and what that one had seen.
            needs_context: needs_code
                || keeps_first
                || deletes
                || creates
                || compares
                || assigns
                || assigns_first
                || any_action(Action::keeps_list),
            keeps_times: any_column(shows_time),
        }
    }
}

/// Rules that remember something beside the cell; a sum may leave 64 bits, or 28 digits.
fn is_remembered(action: &Action) -> bool {
    matches!(
        action,
        Action::Add(_)
            | Action::Sub(_)
            | Action::First(_)
            | Action::Insert(_)
            | Action::Remove(_)
            | Action::Latest(..)
    )
}

fn shows_first(column: &ColumnDescription) -> bool {
    column.role == Role::Meta(Meta::CreatedAt)
}

fn shows_time(column: &ColumnDescription) -> bool {
    matches!(column.role, Role::Meta(Meta::CreatedAt | Meta::UpdatedAt))
}
