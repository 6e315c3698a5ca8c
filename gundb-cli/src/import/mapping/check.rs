//! From what was written to rules; what makes no sense is reported with its line, before anything
//! is read or stored.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::super::convert::{Conversion, TimeAs};
use super::super::key::Key;
use super::super::path::Path;
use super::payload::{Fields, Payload, Taken};
use super::section::Section;
use super::{EventType, Mapping, Recipe, Rule, TIME_HEADER};

/// What is wrong with a mapping, and where in the file.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) at: Option<usize>,
    pub(crate) what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    otherwise: Option<Spanned<String>>,
    #[serde(default)]
    defaults: Section,
    #[serde(default)]
    rule: Vec<Spanned<Section>>,
}

type Result<T> = std::result::Result<T, Wrong>;

/// Reads a mapping file.
pub(crate) fn from_file(text: &str, source: String) -> Result<Mapping> {
    let file: File = toml::from_str(text).map_err(|error| Wrong {
        at: error.span().map(|span| span.start),
        what: match has_one_rule(text) {
            true => "write [[rule]] with two brackets".to_owned(),
            false => error.message().trim_end().to_owned(),
        },
    })?;
    let skip_others = match &file.otherwise {
        None => false,
        Some(how) => match how.as_ref().as_str() {
            "skip" => true,
            "refuse" => false,
            _ => return wrong(how.span(), "`otherwise` is `refuse` or `skip`"),
        },
    };
    if let Some(when) = file.defaults.when.as_ref().and_then(|when| when.values().next()) {
        return wrong(when.span(), "`match` belongs in a [[rule]], not in [defaults]");
    }
    if let Some(skip) = &file.defaults.skip {
        return wrong(skip.span(), "`skip` belongs in a [[rule]], not in [defaults]");
    }
    if file.rule.is_empty() {
        return Err(Wrong {
            at: None,
            what: "it has no [[rule]] section; `gundb help import-mapping` shows one".to_owned(),
        });
    }
    let mut rules: Vec<Rule> = Vec::new();
    for section in file.rule {
        let span = section.span();
        let rule = rule(section.into_inner(), &file.defaults, Some(span.start))?;
        if rules.iter().any(|earlier| earlier.covers(&rule)) {
            return wrong(
                span,
                "an earlier rule takes every line that this one could take; put this one first, or leave it out",
            );
        }
        rules.push(rule);
    }
    Ok(Mapping { rules, skip_others, source })
}

/// Whether `rule` is a section of its own, not one of a list.
fn has_one_rule(text: &str) -> bool {
    toml::from_str::<toml::Table>(text)
        .is_ok_and(|file| file.get("rule").is_some_and(Value::is_table))
}

impl Mapping {
    /// The mapping that the flags of the command line say.
    pub(crate) fn from_flags(section: Section, skip_others: bool, source: String) -> Result<Self> {
        Ok(Self { rules: vec![rule(section, &Section::default(), None)?], skip_others, source })
    }
}

/// In the words of a mapping file, if it is in one; else in those of the flags.
fn said(at: Option<usize>, in_file: &str, by_flags: &str) -> Wrong {
    Wrong { at, what: if at.is_some() { in_file } else { by_flags }.to_owned() }
}

fn wrong<T>(span: Range<usize>, what: impl Into<String>) -> Result<T> {
    Err(Wrong { at: Some(span.start), what: what.into() })
}

fn rule(section: Section, defaults: &Section, at: Option<usize>) -> Result<Rule> {
    let skip = section.skip.as_ref().is_some_and(|skip| *skip.as_ref());
    if skip && section.makes_an_event() {
        return Err(Wrong {
            at,
            what: "a rule that skips can't say anything about an event".to_owned(),
        });
    }
    let mut when = BTreeMap::new();
    for (path, values) in section.when.iter().flatten() {
        let at_values = |what| Wrong { at: Some(values.span().start), what };
        let values = scalars(values.as_ref()).map_err(at_values)?;
        if when.insert(Path::parse(path).map_err(at_values)?, values).is_some() {
            return Err(at_values(format!("the field `{path}` is matched twice")));
        }
    }
    let recipe = if skip { None } else { Some(recipe(section.or(defaults), at)?) };
    Ok(Rule { when, recipe, at })
}

/// One value, or a list of them, as JSON texts.
fn scalars(value: &Value) -> std::result::Result<Vec<String>, String> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    if values.is_empty() {
        return Err("a list without values matches nothing".to_owned());
    }
    values
        .iter()
        .map(|value| match value {
            Value::String(_) | Value::Integer(_) | Value::Boolean(_) => json_of(value),
            other => Err(format!(
                "only texts, whole numbers, true and false can be matched, not a {}",
                other.type_str()
            )),
        })
        .collect()
}

fn recipe(section: Section, at: Option<usize>) -> Result<Recipe> {
    let stream_type = section.stream_type.as_ref().ok_or_else(|| {
        said(
            at,
            "the stream type is missing (`stream_type`)",
            "the stream type is missing: pass --stream-type",
        )
    })?;
    let key = section.key.as_ref().ok_or_else(|| {
        said(at, "the stream's key is missing (`key`)", "the stream's key is missing: pass --key")
    })?;
    let mut headers = BTreeMap::new();
    for (name, path) in section.headers.iter().flatten() {
        if name == TIME_HEADER && section.time.is_some() {
            return wrong(path.span(), "the header `time` is set by `time` already");
        }
        gundb::model::name::check("header name", name)
            .map_err(|error| at_span(path.span(), error))?;
        headers.insert(name.clone(), parsed(path, Path::parse)?);
    }
    let path = |text: &Option<Spanned<String>>| {
        text.as_ref().map(|text| parsed(text, Path::parse)).transpose()
    };
    Ok(Recipe {
        stream_type: stream_type.as_ref().clone(),
        key: parsed(key, Key::parse)?,
        event_type: event_type(&section, at)?,
        id: path(&section.id)?,
        time: time(&section)?,
        actor: path(&section.actor)?,
        correlation: path(&section.correlation)?,
        causation: path(&section.causation)?,
        headers,
        payload: payload(&section)?,
        used: Cell::new(false),
    })
}

fn event_type(section: &Section, at: Option<usize>) -> Result<EventType> {
    match (&section.event_type, &section.event_type_field, &section.event_types) {
        (Some(_), Some(field), _) => wrong(
            field.span(),
            "`event_type` and `event_type_field` contradict each other; leave one out",
        ),
        (Some(fixed), None, Some(_)) => Err(said(
            at.map(|_| fixed.span().start),
            "`event_types` needs `event_type_field`, not `event_type`",
            "--event-map needs --event-type-field, not --event-type",
        )),
        (Some(fixed), None, None) => Ok(EventType::Fixed(fixed.as_ref().clone())),
        (None, Some(field), None) => Ok(EventType::Field(parsed(field, Path::parse)?)),
        (None, Some(field), Some(types)) if types.is_empty() => {
            wrong(field.span(), "`event_types` has no entry")
        }
        (None, Some(field), Some(types)) => {
            Ok(EventType::Mapped(parsed(field, Path::parse)?, types.clone()))
        }
        (None, None, Some(_)) => Err(said(
            at,
            "`event_types` needs `event_type_field`",
            "--event-map needs --event-type-field",
        )),
        (None, None, None) => Err(said(
            at,
            "the event type is missing (`event_type` or `event_type_field`)",
            "the event type is missing: pass --event-type or --event-type-field",
        )),
    }
}

fn time(section: &Section) -> Result<Option<(Path, TimeAs)>> {
    match (&section.time, &section.time_as) {
        (None, None) => Ok(None),
        (None, Some(form)) => wrong(form.span(), "`time_as` needs `time`"),
        (Some(path), form) => {
            let form = form.as_ref().map(|form| parsed(form, TimeAs::parse)).transpose()?;
            Ok(Some((parsed(path, Path::parse)?, form.unwrap_or_default())))
        }
    }
}

fn payload(section: &Section) -> Result<Payload> {
    let mut constants = BTreeMap::new();
    for (name, value) in section.constants.iter().flatten() {
        if section.fields.as_ref().is_some_and(|fields| fields.contains_key(name)) {
            return wrong(
                value.span(),
                format!("`{name}` is both a field and a constant; leave one out"),
            );
        }
        constants.insert(
            name.clone(),
            json_of(value.as_ref()).map_err(|what| at_span(value.span(), what))?,
        );
    }
    let what = match (&section.fields, &section.drop) {
        (Some(_), Some(drop)) => {
            let at = drop.first().map(|first| first.span().start);
            return Err(Wrong {
                at,
                what: "`fields` and `drop` contradict each other; leave one out".to_owned(),
            });
        }
        (None, drop) => {
            Fields::AllBut(drop.iter().flatten().map(|name| name.as_ref().clone()).collect())
        }
        (Some(fields), None) => {
            let field = |(name, value): (&String, &Spanned<Value>)| {
                let field = field(value.as_ref())
                    .map_err(|what| at_span(value.span(), format!("field `{name}`: {what}")))?;
                Ok((name.clone(), field))
            };
            Fields::These(fields.iter().map(field).collect::<Result<_>>()?)
        }
    };
    Ok(Payload { what, constants })
}

/// `"loan.amount"`, or `{ from = "loan.amount", as = "integer" }`.
fn field(value: &Value) -> std::result::Result<Taken, String> {
    let form = || "it is a path, or { from = PATH, as = CONVERSION }".to_owned();
    if let Value::String(path) = value {
        return Ok(Taken { path: Path::parse(path)?, conversion: None, found: Cell::new(false) });
    }
    let table = value.as_table().ok_or_else(form)?;
    if let Some(unknown) = table.keys().find(|key| !["from", "as"].contains(&key.as_str())) {
        return Err(format!("`{unknown}` is unknown: {}", form()));
    }
    let path = Path::parse(table.get("from").and_then(Value::as_str).ok_or_else(form)?)?;
    let conversion = table.get("as").map(|name| Conversion::parse(name.as_str().ok_or_else(form)?));
    Ok(Taken { path, conversion: conversion.transpose()?, found: Cell::new(false) })
}

fn json_of(value: &Value) -> std::result::Result<String, String> {
    Ok(match value {
        Value::String(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) if number.is_finite() => serde_json::Value::from(*number).to_string(),
        Value::Float(number) => return Err(format!("JSON has no {number}")),
        Value::Boolean(flag) => flag.to_string(),
        Value::Datetime(time) => serde_json::Value::from(time.to_string()).to_string(),
        Value::Array(items) => {
            format!(
                "[{}]",
                items.iter().map(json_of).collect::<std::result::Result<Vec<_>, _>>()?.join(",")
            )
        }
        Value::Table(table) => {
            let entry = |(name, value): (&String, &Value)| {
                Ok(format!("{}:{}", serde_json::Value::from(name.as_str()), json_of(value)?))
            };
            format!(
                "{{{}}}",
                table.iter().map(entry).collect::<std::result::Result<Vec<_>, String>>()?.join(",")
            )
        }
    })
}

fn parsed<T>(
    text: &Spanned<String>,
    parse: impl Fn(&str) -> std::result::Result<T, String>,
) -> Result<T> {
    parse(text.as_ref()).map_err(|what| at_span(text.span(), what))
}

fn at_span(span: Range<usize>, what: impl ToString) -> Wrong {
    Wrong { at: Some(span.start), what: what.to_string() }
}
