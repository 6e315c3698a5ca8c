//! What a view over many streams needs: complete keys, and rules that don't depend on order.

use proc_macro2::Ident;

use super::model::{Column, KeyPart, Role, Step, View};
use crate::problems::Problems;

/// Checks keys and rules. A row of many streams can't be folded in the order of one.
pub(crate) fn validate(view: &View, problems: &mut Problems) {
    for event in &view.delete {
        problems.refuse(event, "a row of many streams can't be deleted by an event of one");
    }
    for event in &view.creates {
        problems.refuse(event, "a row of many streams can't be deleted, so nothing creates it afresh");
    }
    if let Some(fold) = &view.fold {
        problems.refuse(fold, "code depends on order, which many streams don't have; use rules");
    }
    let keys: Vec<_> = view.columns.iter().filter_map(key).collect();
    for (column, parts) in &keys {
        let events = keys.iter().flat_map(|(_, parts)| *parts).map(|part| &part.event);
        let mut missing: Vec<&Ident> = events.filter(|event| !has_part(parts, event)).collect();
        missing.dedup();
        for event in missing {
            let message = format!("the key needs a part for `{event}` here too: say `key({event}.field)`");
            problems.refuse(&column.field, message);
        }
    }
    for Step { rule, word, event, .. } in view.columns.iter().flat_map(Column::steps) {
        if !rule.over_many_streams {
            let possible: Vec<&str> = gundb_rules::over_many_streams().collect();
            let possible = possible.join(", ");
            let why = format!("`{word}` depends on order, which many streams don't have; use {possible}");
            problems.refuse(word, why);
        } else if !keys.iter().any(|(_, parts)| has_part(parts, event)) {
            let message = format!("which row? `{event}` has no part in the key: say `key({event}.field)`");
            problems.refuse(event, message);
        }
    }
}

fn key(column: &Column) -> Option<(&Column, &[KeyPart])> {
    match &column.role {
        Role::Key(parts) => Some((column, parts)),
        _ => None,
    }
}

fn has_part(parts: &[KeyPart], event: &Ident) -> bool {
    parts.iter().any(|part| part.event == *event)
}
