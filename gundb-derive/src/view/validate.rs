//! What only shows once the whole model is there.

use std::collections::HashSet;

use syn::Result;

use super::model::{Column, EventName, Role, View};
use super::{lists, many_streams, marks};
use crate::problems::Problems;
use crate::types;

/// That of `gundb::model::limits`.
const COLUMNS_MAX: usize = 250;

/// Checks columns against each other, and rules against the kind of view.
pub(crate) fn validate(view: View) -> Result<View> {
    let mut problems = Problems::default();
    columns(&view, &mut problems);
    names_of_events(&view, &mut problems);
    for column in &view.columns {
        match &column.role {
            Role::Fold(steps) => once_an_event(
                &view,
                "has a rule in this column already",
                steps.iter().map(|step| &step.event),
                &mut problems,
            ),
            Role::Key(parts) => once_an_event(
                &view,
                "has a part in this key column already",
                parts.iter().map(|part| &part.event),
                &mut problems,
            ),
            _ => {}
        }
    }
    once_an_event(&view, "is named twice in `delete`", view.delete.iter(), &mut problems);
    once_an_event(&view, "is named twice in `creates`", view.creates.iter(), &mut problems);
    created(&view, &mut problems);
    code(&view, &mut problems);
    lists::validate(&view, &mut problems);
    marks::validate(&view, &mut problems);
    if view.is_over_many_streams() {
        many_streams::validate(&view, &mut problems);
    }
    problems.finish(view)
}

fn columns(view: &View, problems: &mut Problems) {
    let mut seen = HashSet::new();
    for column in &view.columns {
        if column.is_key() && types::is_option(&column.ty) {
            problems
                .refuse(&column.ty, "a key can't be an Option: events with a null key have no row");
        }
        if !seen.insert(&column.name) {
            problems.refuse(
                &column.field,
                format!("another column is called `{}` already", column.name),
            );
        }
    }
    if view.columns.len() > COLUMNS_MAX {
        let count = view.columns.len();
        problems.refuse(
            &view.ident,
            format!("the view has {count} columns; at most {COLUMNS_MAX} are allowed"),
        );
    }
    if !view.columns.iter().any(Column::is_key) {
        problems.refuse(
            &view.ident,
            "the view has no key: mark the column of the stream's key with `#[view(key)]`",
        );
    }
}

/// `creates` means something where `delete` says something else.
fn created(view: &View, problems: &mut Problems) {
    for event in &view.creates {
        if view.delete.is_empty() {
            let why = "`creates` without `delete` has no effect; add `delete(…)`, or leave it out";
            problems.refuse(event, why);
        } else if view.delete.iter().any(|deleted| view.events.same(deleted, event)) {
            problems.refuse(event, format!("`{event}` deletes the row, so it can't create it too"));
        }
    }
}

/// `fold` needs a column that is its own.
fn code(view: &View, problems: &mut Problems) {
    let has_column = view.columns.iter().any(|column| matches!(column.role, Role::Code));
    if let (Some(fold), false) = (&view.fold, has_column) {
        let why =
            "`fold` is for columns without a rule, and each has one; leave it out, or add a column";
        problems.refuse(fold, why);
    }
}

fn names_of_events(view: &View, problems: &mut Problems) {
    for event in view.event_names() {
        if let Err(problem) = view.events.definition(event) {
            problems.refuse(event, problem);
        }
    }
}

fn once_an_event<'a>(
    view: &View,
    what: &str,
    events: impl Iterator<Item = &'a EventName>,
    problems: &mut Problems,
) {
    let mut seen: Vec<&EventName> = Vec::new();
    for event in events {
        if seen.iter().any(|other| view.events.same(other, event)) {
            problems.refuse(event, format!("`{event}` {what}"));
        }
        seen.push(event);
    }
}
