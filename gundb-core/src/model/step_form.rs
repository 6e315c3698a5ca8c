//! The JSON of a rule: `{"event": "account.deposited", "add": "cents"}`.

use gundb_rules::{RULES, Rule};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::path::FieldPath;
use super::rule::{Action, Source, Step};

/// What events of one type do: `event`, and one rule by its name with its operand, which is a field
/// (a string, or a list of keys), or `{"constant": …}`; `"count": true` has none.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct StepForm(Map<String, Json>);

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
        let Some(rule) = gundb_rules::rule(&name) else {
            return Err(format!("there is no rule `{name}`; there are {}", known()));
        };
        let action = Action::new(&name, operands(rule, operand)?);
        Ok(Self { event, action: action.ok_or_else(|| format!("`{name}` takes other operands"))? })
    }
}

impl From<Step> for StepForm {
    fn from(Step { event, action }: Step) -> Self {
        let mut operands = action.rule().operands.iter().zip(action.sources().map(operand_form));
        let operand = match action.rule().operands {
            [] => json!(true),
            [_] => operands.next().map(|(_, form)| form).unwrap_or_default(),
            _ => operands.map(|(operand, form)| (operand.name.to_owned(), form)).collect(),
        };
        let entries = [("event".to_owned(), json!(event)), (action.name().to_owned(), operand)];
        Self(entries.into_iter().collect())
    }
}

fn operand_form(source: &Source) -> Json {
    match source {
        Source::Field(field) => json!(field),
        Source::Constant(constant) => json!({"constant": constant}),
    }
}

/// The operands of a rule: `true` where it has none, one alone, or each by its name.
fn operands(rule: &Rule, form: Json) -> Result<Vec<Source>, String> {
    let name = rule.name;
    match (rule.operands, form) {
        ([], Json::Bool(true)) => Ok(Vec::new()),
        ([], _) => Err(format!("`{name}` has no operand; say \"{name}\": true")),
        ([_], form) => source(name, form).map(|source| vec![source]),
        (several, Json::Object(mut form)) if form.len() == several.len() => several
            .iter()
            .map(|operand| match form.remove(operand.name) {
                Some(form) => source(&format!("{name}.{}", operand.name), form),
                None => Err(named_operands(rule)),
            })
            .collect(),
        _ => Err(named_operands(rule)),
    }
}

fn named_operands(rule: &Rule) -> String {
    let operands: Vec<String> =
        rule.operands.iter().map(|operand| format!("\"{}\": …", operand.name)).collect();
    format!("`{}` takes {{{}}}", rule.name, operands.join(", "))
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
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    names.join(", ")
}
