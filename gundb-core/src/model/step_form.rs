//! The JSON of a rule: `{"event": "account.deposited", "add": "cents"}`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::path::FieldPath;
use super::rule::{Action, Source, Step};

/// What events of one type do: `event`, and one rule by its name with its operand, which is a field (a string, or a list of
/// keys), or `{"constant": …}`; `"count": true` has none.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct StepForm(Map<String, Json>);

type Rule = (&'static str, fn(Source) -> Action);

const RULES: [Rule; 9] = [
    ("set", Action::Set),
    ("first", Action::First),
    ("add", Action::Add),
    ("sub", Action::Sub),
    ("min", Action::Min),
    ("max", Action::Max),
    ("insert", Action::Insert),
    ("remove", Action::Remove),
    ("siblings", Action::Siblings),
];

impl TryFrom<StepForm> for Step {
    type Error = String;

    fn try_from(StepForm(mut form): StepForm) -> Result<Self, String> {
        let Some(Json::String(event)) = form.remove("event") else {
            return Err("a rule needs the name of an `event`".to_owned());
        };
        let mut rules = form.into_iter();
        let (Some((name, operand)), None) = (rules.next(), rules.next()) else {
            return Err(format!("say one rule for `{event}`: {}", known()));
        };
        let action = match RULES.iter().find(|(known, _)| *known == name) {
            Some((_, rule)) => rule(source(&name, operand)?),
            None if name == "count" && operand == true => Action::Count,
            None if name == "count" => return Err("`count` has no operand; say \"count\": true".to_owned()),
            None => return Err(format!("there is no rule `{name}`; there are {}", known())),
        };
        Ok(Self { event, action })
    }
}

impl From<Step> for StepForm {
    fn from(Step { event, action }: Step) -> Self {
        let operand = match action.source() {
            None => json!(true),
            Some(Source::Field(field)) => json!(field),
            Some(Source::Constant(constant)) => json!({"constant": constant}),
        };
        let entries = [("event".to_owned(), json!(event)), (action.name().to_owned(), operand)];
        Self(entries.into_iter().collect())
    }
}

impl Action {
    /// The rule's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Set(_) => "set",
            Self::First(_) => "first",
            Self::Add(_) => "add",
            Self::Sub(_) => "sub",
            Self::Count => "count",
            Self::Min(_) => "min",
            Self::Max(_) => "max",
            Self::Insert(_) => "insert",
            Self::Remove(_) => "remove",
            Self::Siblings(_) => "siblings",
        }
    }
}

fn source(rule: &str, operand: Json) -> Result<Source, String> {
    if let Json::Object(mut object) = operand {
        return match (object.remove("constant"), object.is_empty()) {
            (Some(constant), true) => Ok(Source::Constant(constant)),
            _ => Err(format!("`{rule}` takes a field, or {{\"constant\": …}}")),
        };
    }
    serde_json::from_value::<FieldPath>(operand)
        .map(Source::Field)
        .map_err(|problem| format!("`{rule}`: {problem}"))
}

fn known() -> String {
    let names: Vec<&str> = RULES.iter().map(|(name, _)| *name).collect();
    format!("{} and count", names.join(", "))
}
