//! What only shows once the whole model is there.

use std::collections::HashSet;

use proc_macro2::Ident;
use syn::Result;

use super::many_streams;
use super::model::{Column, Role, View};
use crate::problems::Problems;
use crate::types;

/// Checks columns against each other, and rules against the kind of view.
pub(crate) fn validate(view: View) -> Result<View> {
    let mut problems = Problems::default();
    columns(&view, &mut problems);
    names_of_events(&view, &mut problems);
    for column in &view.columns {
        match &column.role {
            Role::Fold(steps) => {
                once_an_event("a rule in this column", steps.iter().map(|step| &step.event), &mut problems)
            }
            Role::Key(parts) => once_an_event(
                "a part in this key column",
                parts.iter().map(|part| &part.event),
                &mut problems,
            ),
            _ => {}
        }
    }
    once_an_event("deleted the row", view.delete.iter(), &mut problems);
    if view.is_over_many_streams() {
        many_streams::validate(&view, &mut problems);
    }
    problems.finish(view)
}

fn columns(view: &View, problems: &mut Problems) {
    let mut seen = HashSet::new();
    for column in &view.columns {
        let is_key = matches!(column.role, Role::StreamKey | Role::Key(_));
        if is_key && types::is_option(&column.ty) {
            problems.refuse(&column.ty, "a key can't be an Option: events with a null key have no row");
        }
        if !seen.insert(&column.name) {
            problems.refuse(&column.field, format!("another column is called `{}` already", column.name));
        }
    }
    if !view.columns.iter().any(|column| matches!(column.role, Role::StreamKey | Role::Key(_))) {
        problems.refuse(
            &view.ident,
            "the view has no key: mark the column of the stream's key with `#[view(key)]`",
        );
    }
}

fn names_of_events(view: &View, problems: &mut Problems) {
    let names = || {
        view.events
            .paths
            .iter()
            .filter_map(|path| path.segments.last())
            .map(|last| format!("`{}`", last.ident))
    };
    for event in view.columns.iter().flat_map(events_of).chain(&view.delete) {
        if view.events.definition(event).is_none() {
            let names: Vec<String> = names().collect();
            problems.refuse(
                event,
                format!("none of the view's events is called `{event}`; there are {}", names.join(", ")),
            );
        }
    }
}

fn events_of(column: &Column) -> Vec<&Ident> {
    match &column.role {
        Role::Fold(steps) => steps.iter().map(|step| &step.event).collect(),
        Role::Key(parts) => parts.iter().map(|part| &part.event).collect(),
        Role::StreamKey | Role::Meta(_) => Vec::new(),
    }
}

fn once_an_event<'a>(what: &str, events: impl Iterator<Item = &'a Ident>, problems: &mut Problems) {
    let mut seen = HashSet::new();
    for event in events {
        if !seen.insert(event) {
            problems.refuse(event, format!("`{event}` has {what} already"));
        }
    }
}
