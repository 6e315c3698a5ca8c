//! The payload of an event: the line itself, some of its fields, and constants.

use std::cell::Cell;
use std::collections::BTreeMap;

use gundb::model::Schema;

use super::super::convert::Conversion;
use super::super::path::Path;
use super::super::raw;
use super::super::record::object;
use super::super::values::{Fitted, Values};

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
    /// The text of the payload, for an event of this schema: the line itself where nothing is taken
    /// from or added to it.
    pub(super) fn of(
        &self,
        line: &str,
        values: Values<'_>,
        schema: Option<&Schema>,
    ) -> Result<String, String> {
        let mut members = match &self.what {
            Fields::AllBut(dropped) => {
                let is_whole = dropped.is_empty() && self.constants.is_empty();
                if is_whole && matches!(values, Values::Json) {
                    return Ok(line.to_owned());
                }
                rest(dropped, line, values, schema)?
            }
            Fields::These(fields) => selected(fields, line, values, schema)?,
        };
        if let Some((name, _)) = members.iter().find(|(name, _)| self.constants.contains_key(name))
        {
            return Err(format!(
                "the line has a field `{name}`, which the mapping sets; drop the field first"
            ));
        }
        members.extend(self.constants.iter().map(|(name, value)| (name.clone(), value.clone())));
        Ok(object(members.iter().map(|(name, value)| (name.as_str(), value))))
    }

    /// The fields of lines that it names: those that it takes, or those that it drops.
    pub(super) fn paths(&self) -> Vec<Path> {
        match &self.what {
            Fields::AllBut(dropped) => dropped.iter().map(|name| Path::of_name(name)).collect(),
            Fields::These(fields) => fields.values().map(|taken| taken.path.clone()).collect(),
        }
    }
}

/// All fields of the line but these.
fn rest(
    dropped: &[String],
    line: &str,
    values: Values<'_>,
    schema: Option<&Schema>,
) -> Result<Vec<(String, String)>, String> {
    let mut rest = Vec::new();
    for (name, value) in raw::members(line).into_iter().filter(|(name, _)| !dropped.contains(name))
    {
        let field = schema.and_then(|schema| schema.property(&name));
        let fitted = values
            .fitted(value, field)
            .map_err(|why| format!("{}: {why}", values.called(&name)))?;
        if let Fitted::Value(value) = fitted {
            rest.push((name, value));
        }
    }
    Ok(rest)
}

/// Fields that are not in the line are left out: whether they must be there is for the event type
/// to say.
fn selected(
    fields: &BTreeMap<String, Taken>,
    line: &str,
    values: Values<'_>,
    schema: Option<&Schema>,
) -> Result<Vec<(String, String)>, String> {
    let mut selected = Vec::new();
    for (name, Taken { path, conversion, found }) in fields {
        let Some(value) = path.find(line) else { continue };
        found.set(true);
        let field = schema.and_then(|schema| schema.property(name));
        let fitted = match conversion {
            Some(conversion) if !values.is_absent(value) => {
                conversion.apply(value).map(Fitted::Value)
            }
            _ => values.fitted(value, field),
        };
        match fitted.map_err(|why| format!("{}: {why}", values.called(&path.to_string())))? {
            Fitted::Value(value) => selected.push((name.clone(), value)),
            Fitted::Absent => {}
        }
    }
    Ok(selected)
}
