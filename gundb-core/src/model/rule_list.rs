//! What the list of rules says of an action: [`gundb_rules::RULES`].

use gundb_rules::{self as rules, Columns, Rule};

use super::rule::{Action, Source};

/// A rule with one operand, and the action that it makes of it.
type OfOne = (Rule, fn(Source) -> Action);

/// The rules that have one operand.
const ONE: [OfOne; 9] = [
    (rules::SET, Action::Set),
    (rules::FIRST, Action::First),
    (rules::ADD, Action::Add),
    (rules::SUB, Action::Sub),
    (rules::MIN, Action::Min),
    (rules::MAX, Action::Max),
    (rules::INSERT, Action::Insert),
    (rules::REMOVE, Action::Remove),
    (rules::SIBLINGS, Action::Siblings),
];

impl Action {
    /// The rule of this name with its operands, in their order; none where it takes others.
    pub(crate) fn new(name: &str, operands: Vec<Source>) -> Option<Self> {
        if name == rules::COUNT.name {
            return operands.is_empty().then_some(Self::Count);
        }
        if name == rules::LATEST.name {
            let [at, value] = operands.try_into().ok()?;
            return Some(Self::Latest(at, value));
        }
        let (_, action) = ONE.iter().find(|(rule, _)| rule.name == name)?;
        match <[Source; 1]>::try_from(operands) {
            Ok([one]) => Some(action(one)),
            Err(_) => None,
        }
    }

    /// What the list says of the rule.
    pub(crate) const fn rule(&self) -> &'static Rule {
        match self {
            Self::Set(_) => &rules::SET,
            Self::First(_) => &rules::FIRST,
            Self::Add(_) => &rules::ADD,
            Self::Sub(_) => &rules::SUB,
            Self::Count => &rules::COUNT,
            Self::Min(_) => &rules::MIN,
            Self::Max(_) => &rules::MAX,
            Self::Latest(..) => &rules::LATEST,
            Self::Insert(_) => &rules::INSERT,
            Self::Remove(_) => &rules::REMOVE,
            Self::Siblings(_) => &rules::SIBLINGS,
        }
    }

    /// The rule's name.
    pub fn name(&self) -> &'static str {
        self.rule().name
    }

    /// Where its operands come from, in their order.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Source> {
        let at = if let Self::Latest(at, _) = self { Some(at) } else { None };
        at.into_iter().chain(self.source())
    }

    /// Whether the cell is the same in whatever order events are folded.
    pub fn commutes(&self) -> bool {
        self.rule().commutes
    }

    /// Whether both fold one kind of cell.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        self.rule().agrees_with(other.rule())
    }

    /// Whether it adds up.
    pub fn is_total(&self) -> bool {
        self.rule().columns.is_total()
    }

    /// Whether it changes a set.
    pub fn is_of_set(&self) -> bool {
        self.rule().columns == Columns::Set
    }

    /// Whether its cell is a list that the rule itself keeps.
    pub fn keeps_list(&self) -> bool {
        self.rule().columns.is_list()
    }
}

#[cfg(test)]
mod tests {
    use gundb_rules::RULES;
    use serde_json::json;

    use super::{Action, Source};
    use crate::model::ColumnType;

    #[test]
    fn every_rule_of_the_list_is_an_action() {
        for rule in &RULES {
            let operands = vec![Source::Constant(json!(1)); rule.operands.len()];
            let action = Action::new(rule.name, operands.clone());
            let action = action.unwrap_or_else(|| panic!("`{}` has no action", rule.name));
            assert_eq!(action.rule(), rule);
            assert_eq!(action.sources().cloned().collect::<Vec<_>>(), operands, "{}", rule.name);
            let more = vec![Source::Constant(json!(1)); rule.operands.len() + 1];
            assert_eq!(Action::new(rule.name, more), None, "{}", rule.name);
        }
        assert_eq!(Action::new("avg", Vec::new()), None);
    }

    #[test]
    fn the_list_names_types_of_columns() {
        let all: Vec<String> =
            gundb_rules::Columns::Any.types().iter().map(|&name| name.to_owned()).collect();
        for kind in gundb_rules::Columns::ALL {
            for name in kind.types() {
                let read: Result<ColumnType, _> = serde_json::from_value(json!(name));
                assert!(read.is_ok_and(|read| read.name() == *name), "{name}");
                assert!(all.iter().any(|known| known == name), "{name}");
            }
        }
    }
}
