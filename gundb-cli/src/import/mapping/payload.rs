//! The payload of an event: the line itself, some of its fields, and constants.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::super::convert::Conversion;
use super::super::path::Path;
use super::super::raw;

/// How a payload is made.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) what: Fields,
    /// JSON texts by name.
    pub(super) constants: BTreeMap<String, String>,
}

#[derive(Debug)]
pub(super) enum Fields {
    /// The whole line but these.
    AllBut(Vec<String>),
    /// Just these, by name in the payload.
    These(BTreeMap<String, Taken>),
}

/// A value that is taken out of the line.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) path: Path,
    pub(super) conversion: Option<Conversion>,
    /// Whether any line had it: a misspelt name would else lose data in silence.
    pub(super) found: Cell<bool>,
}

impl Payload {
    /// The text of the payload: the line itself where nothing is taken from or added to it.
    pub(super) fn of(&self, line: &str) -> Result<String, String> {
        let members = match &self.what {
            Fields::AllBut(dropped) if dropped.is_empty() && self.constants.is_empty() => {
                return Ok(line.to_owned());
            }
            Fields::AllBut(dropped) => {
                let members = raw::members(line).into_iter().filter(|(name, _)| !dropped.contains(name));
                members.map(|(name, value)| (name, value.to_owned())).collect()
            }
            Fields::These(fields) => selected(fields, line)?,
        };
        if let Some((name, _)) = members.iter().find(|(name, _)| self.constants.contains_key(name)) {
            return Err(format!(
                "the line has a field `{name}`, which the mapping sets; drop the field first"
            ));
        }
        let constants = self.constants.iter().map(|(name, value)| (name.clone(), value.clone()));
        let texts = members.into_iter().chain(constants);
        let texts = texts.map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name)));
        Ok(format!("{{{}}}", texts.collect::<Vec<_>>().join(",")))
    }
}

/// Fields that are not in the line are left out: whether they must be there is for the event type to say.
fn selected(fields: &BTreeMap<String, Taken>, line: &str) -> Result<Vec<(String, String)>, String> {
    let mut selected = Vec::new();
    for (name, Taken { path, conversion, found }) in fields {
        let Some(value) = path.find(line) else { continue };
        found.set(true);
        let value = match conversion {
            Some(conversion) => {
                conversion.apply(value).map_err(|why| format!("the field `{path}`: {why}"))?
            }
            None => value.to_owned(),
        };
        selected.push((name.clone(), value));
    }
    Ok(selected)
}
