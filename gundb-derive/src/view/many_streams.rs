//! What a view over many streams needs: complete keys, and rules that are functions of the set of
//! events.

use super::model::{Column, EventName, KeyPart, Role, Step, View};
use crate::problems::Problems;

/// Checks keys and rules. The events of such a row can't be found again, so each cell is a function
/// of the set of its events.
pub(crate) fn validate(view: &View, problems: &mut Problems) {
    if let Some(fold) = &view.fold {
        problems.refuse(fold, "code depends on order, which many streams don't have; use rules");
    }
    for column in view.columns.iter().filter(|column| matches!(column.role, Role::StreamKey)) {
        let message = "another field is `key(Event.field)`, so this view has rows over many streams: say here, too, which field of \
                       each event is the key: `key(Event.field, …)`";
        problems.refuse(&column.field, message);
    }
    let keys: Vec<_> = view.columns.iter().filter_map(key).collect();
    for (column, parts) in &keys {
        let events = keys.iter().flat_map(|(_, parts)| *parts).map(|part| &part.event);
        let mut missing: Vec<&EventName> =
            events.filter(|event| !has_part(view, parts, event)).collect();
        missing.dedup_by(|left, right| view.events.same(left, right));
        for event in missing {
            let message =
                format!("the key needs a part for `{event}` here too: say `key({event}.field)`");
            problems.refuse(&column.field, message);
        }
    }
    let of_steps = view.columns.iter().flat_map(Column::steps).map(|step| &step.event);
    for event in of_steps.chain(&view.delete).chain(&view.creates) {
        if !keys.iter().any(|(_, parts)| has_part(view, parts, event)) {
            let message =
                format!("which row? `{event}` has no part in the key: say `key({event}.field)`");
            problems.refuse(event, message);
        }
    }
    view.columns.iter().for_each(|column| rules(view, column, problems));
}

/// Checks the rules of a column: that each may be there, and that all of them fold one kind of
/// cell.
fn rules(view: &View, column: &Column, problems: &mut Problems) {
    let creates_again = !view.delete.is_empty() && !view.creates.is_empty();
    for (index, Step { rule, word, .. }) in column.steps().iter().enumerate() {
        // Rules that share a column with no other are reported by themselves, in every view.
        let mut before = column.steps()[..index]
            .iter()
            .filter(|other| !other.rule.is_alone() && !rule.is_alone());
        let other = before.find(|other| !rule.agrees_with(other.rule));
        if !rule.over_many_streams {
            let why = format!(
                "`{word}` needs what writers had seen of the row, and over many streams nobody knows that; use `set` or `latest` for one \
                 value, or `insert` to keep all"
            );
            problems.refuse(word, why);
        } else if let Some(other) = other {
            let why = format!(
                "what `{word}` and `{}` make of each other depends on an order that many streams don't have; give each a column of its own",
                other.word
            );
            problems.refuse(word, why);
        } else if creates_again && !rule.beside_creates {
            let why = format!(
                "`{word}` can't stand in a view over many streams with both `delete` and `creates`: what a late deletion removes can't be \
                 taken out of such a cell; use `set`, `insert` or `remove`, leave `creates` out, or move the column to another view"
            );
            problems.refuse(word, why);
        }
    }
    if let Some(unique) = column.unique.as_ref().filter(|_| creates_again) {
        let why = "over many streams, beside both `delete` and `creates`, a row that is created again brings values back that nobody \
                   checks; leave `unique` or `creates` out";
        problems.refuse(unique, why);
    }
}

fn key(column: &Column) -> Option<(&Column, &[KeyPart])> {
    match &column.role {
        Role::Key(parts) => Some((column, parts)),
        _ => None,
    }
}

fn has_part(view: &View, parts: &[KeyPart], event: &EventName) -> bool {
    parts.iter().any(|part| view.events.same(&part.event, event))
}
