//! Columns whose rules keep a list: sets and siblings.

use gundb_rules::{Columns, RULES};

use super::model::{Step, View};
use crate::problems::Problems;

/// Such a rule is alone with its kind.
pub(crate) fn validate(view: &View, problems: &mut Problems) {
    for column in &view.columns {
        let steps = column.steps();
        latest(steps, problems);
        let Some(list) = steps.iter().find(|step| step.rule.columns.is_list()) else {
            continue;
        };
        let others = steps.iter().filter(|step| step.rule.columns != list.rule.columns);
        for Step { word, .. } in others {
            let message = format!(
                "{} the column's list, which `{word}` can't touch; give it a column of its own",
                keepers(list.rule.columns)
            );
            problems.refuse(if *word == list.word { &list.word } else { word }, message);
        }
    }
}

/// What is compared with the time of the value in the cell must be the only rule that puts one
/// there.
fn latest(steps: &[Step], problems: &mut Problems) {
    let is_latest = |step: &&Step| step.rule.operands.iter().any(|operand| operand.is_compared);
    if let Some(latest) = steps.iter().find(is_latest) {
        for Step { word, .. } in steps.iter().filter(|step| step.rule != latest.rule) {
            let message = format!(
                "`{}` keeps the latest value, which `{word}` can't touch; give it a column of its own",
                latest.word
            );
            problems.refuse(word, message);
        }
    }
}

/// `a` and `b` keep, or `a` keeps.
fn keepers(kind: Columns) -> String {
    let rules = RULES.iter().filter(|rule| rule.columns == kind);
    let names: Vec<String> = rules.map(|rule| format!("`{}`", rule.name)).collect();
    format!("{} {}", names.join(" and "), if names.len() == 1 { "keeps" } else { "keep" })
}
