//! `default` and `unique`: which columns may have them.

use super::model::{Column, Role, Source, Step, View};
use crate::problems::Problems;

/// Checks what the columns' marks say against where their cells come from.
pub(crate) fn validate(view: &View, problems: &mut Problems) {
    for column in &view.columns {
        default(column, problems);
        unique(column, problems);
    }
}

fn default(column: &Column, problems: &mut Problems) {
    let Some(value) = &column.default else { return };
    match &column.role {
        Role::StreamKey | Role::Key(_) => {
            problems.refuse(
                value,
                "a key comes with every event, so it needs no default; leave it out",
            );
        }
        Role::Meta(_) => {
            problems.refuse(
                value,
                "GunDB keeps this column with every event, so it needs no default; leave it out",
            );
        }
        Role::Fold(_) | Role::Code => {}
    }
}

fn unique(column: &Column, problems: &mut Problems) {
    let Some(word) = &column.unique else { return };
    let brings = |step: &Step| {
        let is_field = |operand: &Source| matches!(operand, Source::Field(_));
        step.rule.brings_its_value && step.operands.iter().all(is_field)
    };
    match &column.role {
        Role::StreamKey | Role::Key(_) => {
            problems.refuse(word, "a key is unique by itself; leave `unique` out");
        }
        Role::Fold(steps) if steps.iter().all(brings) => {}
        _ => problems.refuse(
            word,
            "only values that `set`, `first` or `latest` take from a field can be unique, not sums, counts, constants or lists; leave \
             `unique` out",
        ),
    }
}
