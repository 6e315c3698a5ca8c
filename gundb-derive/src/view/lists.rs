//! Columns whose rules keep a list: sets and siblings.

use super::model::{Kind, Step, View};
use crate::problems::Problems;

/// Such a rule is alone with its kind.
pub(crate) fn validate(view: &View, problems: &mut Problems) {
    for column in &view.columns {
        let steps = column.steps();
        let Some((list, kind)) = steps.iter().find_map(|step| Some((step, step.action.list()?))) else {
            continue;
        };
        let others = steps.iter().filter(|step| step.action.list() != Some(kind));
        for Step { rule, .. } in others {
            let own = if kind == Kind::Set { "`insert` and `remove` keep" } else { "`siblings` keeps" };
            let message =
                format!("{own} the column's list, which `{rule}` can't touch; give it a column of its own");
            problems.refuse(if *rule == list.rule { &list.rule } else { rule }, message);
        }
    }
}
