//! How a line of somebody else's log becomes an event.

mod check;
mod payload;
mod section;

use std::cell::Cell;
use std::collections::BTreeMap;

use gundb::model::{StreamRef, json};
use gundb::{Metadata, NewEvent};
use uuid::Uuid;

use super::convert::{self, TimeAs};
use super::item::Item;
use super::key::Key;
use super::path::{Path, shortened, shortened_to};
use super::record::object;
use super::values::Values;
use crate::names::Names;

pub(crate) use check::{Wrong, from_file};
use payload::{Fields, Payload};
pub(crate) use section::Section;

/// Namespace of the event ids that an import makes.
const IDS: Uuid = Uuid::from_u128(0x5d0c_9a3e_7b41_4c55_9e0f_21c6_8d4a_7f13);

/// What is said of a line that no rule fits.
const NO_RULE: &str = "no rule of the mapping fits this line; add one, or set otherwise = \"skip\"";

/// How many characters of a table's columns are shown where one is missing.
const COLUMNS_SHOWN: usize = 200;

/// Rules, of which the first that fits a line counts.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub(crate) rules: Vec<Rule>,
    /// Whether a line that no rule fits is skipped; else it is refused.
    pub(crate) skip_others: bool,
    /// Makes derived ids differ from those of another log.
    pub(crate) source: String,
}

#[derive(Debug)]
pub(crate) struct Rule {
    /// Fields, and the values of which each must have one, as JSON texts.
    when: BTreeMap<Path, Vec<String>>,
    /// `None`: the line is skipped.
    recipe: Option<Recipe>,
    /// Where it begins in the mapping file.
    at: Option<usize>,
}

/// What an event is made of.
#[derive(Debug)]
struct Recipe {
    stream_type: String,
    key: Key,
    event_type: EventType,
    id: Option<Path>,
    time: Option<(Path, TimeAs)>,
    actor: Option<Path>,
    correlation: Option<Path>,
    causation: Option<Path>,
    headers: BTreeMap<String, Path>,
    payload: Payload,
    /// Whether it made an event.
    used: Cell<bool>,
}

#[derive(Debug)]
enum EventType {
    Fixed(String),
    /// A field names it.
    Field(Path),
    /// A field's value stands for it.
    Mapped(Path, BTreeMap<String, String>),
}

/// A record as rules look at it.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    pub(crate) number: u64,
    pub(crate) line: u64,
    pub(crate) text: &'a str,
    pub(crate) values: Values<'a>,
}

impl Mapping {
    /// The event of a record; `None` where it is skipped.
    pub(crate) fn event(&self, given: Given<'_>, names: &Names) -> Result<Option<Item>, String> {
        let Given { number, line, text, values } = given;
        json::parse(text).map_err(|error| error.to_string())?;
        if !text.starts_with('{') {
            return Err(format!("a line must be a JSON object, not {}", shortened(text)));
        }
        let Some(rule) = self.rules.iter().find(|rule| rule.fits(given)) else {
            return self.other(|| Ok(NO_RULE.to_owned()));
        };
        let Some(recipe) = &rule.recipe else { return Ok(None) };
        let Some(event_type) = recipe.event_type(text, names)? else {
            return self.other(|| recipe.unmapped(text, rule.at.is_some()));
        };
        let payload = recipe.payload.of(text, values, names.schema(&event_type))?;
        let mut event = NewEvent::json(event_type, payload);
        event.metadata = recipe.metadata(given)?;
        event.id = Some(match &recipe.id {
            Some(path) if path.find(text).is_some_and(|id| values.is_absent(id)) => {
                return Err(format!(
                    "{}: it is empty, and each event needs an id",
                    values.called(&path.to_string())
                ));
            }
            Some(path) => given_id(&path.get_text(text)?),
            None => self.derived_id(number, text),
        });
        let stream = StreamRef::new(&recipe.stream_type, recipe.key.of(text)?);
        recipe.used.set(true);
        Ok(Some(Item { line, stream, event }))
    }

    /// Refuses fields that are no columns of a table: no row could have them.
    pub(super) fn check_columns(&self, columns: &[String]) -> Result<(), String> {
        let row = object(columns.iter().map(|column| (column.as_str(), "0")));
        let unknown =
            self.rules.iter().flat_map(Rule::paths).find(|path| path.find(&row).is_none());
        let Some(unknown) = unknown else { return Ok(()) };
        let hint = match columns {
            [only] if only.contains([';', '\t', '|']) => {
                "; if something else than a comma separates the columns, say so by --delimiter"
            }
            _ => "",
        };
        let known = shortened_to(&columns.join(", "), COLUMNS_SHOWN);
        Err(format!("the table has no column `{unknown}`; it has: {known}{hint}"))
    }

    fn other(&self, why: impl FnOnce() -> Result<String, String>) -> Result<Option<Item>, String> {
        if self.skip_others { Ok(None) } else { Err(why()?) }
    }

    /// Whether fields may be dropped that an event type does not know.
    pub(super) fn takes_whole_lines(&self) -> bool {
        let mut recipes = self.rules.iter().filter_map(|rule| rule.recipe.as_ref());
        recipes.any(|recipe| matches!(recipe.payload.what, Fields::AllBut(_)))
    }

    /// The same for the same line under the same number of the same source, so that a second import
    /// stores nothing.
    fn derived_id(&self, number: u64, line: &str) -> Uuid {
        let source = &self.source;
        Uuid::new_v5(&IDS, format!("{}\n{source}\n{number}\n{line}", source.len()).as_bytes())
    }

    /// Fields that rules take into payloads, and that no line had of those that the rules fit.
    pub(super) fn never_found(&self) -> Vec<String> {
        let mut never = Vec::new();
        for recipe in self
            .rules
            .iter()
            .filter_map(|rule| rule.recipe.as_ref())
            .filter(|recipe| recipe.used.get())
        {
            if let Fields::These(fields) = &recipe.payload.what {
                let unfound = fields.values().filter(|taken| !taken.found.get());
                never.extend(unfound.map(|taken| taken.path.to_string()));
            }
        }
        never
    }

    /// Replaces short names of event types by stored ones.
    pub(super) fn resolve(
        &mut self,
        names: &Names,
        message: impl Fn(Option<usize>, String) -> String,
    ) -> Result<(), String> {
        for rule in &mut self.rules {
            let Some(recipe) = &mut rule.recipe else { continue };
            recipe.resolve(names).map_err(|what| message(rule.at, what))?;
        }
        Ok(())
    }
}

impl Rule {
    fn fits(&self, given: Given<'_>) -> bool {
        self.when.iter().all(|(path, wanted)| {
            path.find(given.text).is_some_and(|found| given.values.is_one_of(found, wanted))
        })
    }

    /// The fields of a record that it names.
    fn paths(&self) -> Vec<Path> {
        let mut paths: Vec<Path> = self.when.keys().cloned().collect();
        if let Some(recipe) = &self.recipe {
            paths.extend(recipe.paths());
        }
        paths
    }

    /// Whether every line that fits the other fits this.
    fn covers(&self, other: &Self) -> bool {
        self.when.iter().all(|(path, values)| {
            other
                .when
                .get(path)
                .is_some_and(|others| others.iter().all(|other| values.contains(other)))
        })
    }
}

impl Recipe {
    fn event_type(&self, line: &str, names: &Names) -> Result<Option<String>, String> {
        match &self.event_type {
            EventType::Fixed(name) => Ok(Some(name.clone())),
            EventType::Mapped(path, types) => Ok(types.get(&path.get_text(line)?).cloned()),
            EventType::Field(path) => {
                let given = path.get_text(line)?;
                names
                    .event_type(Some(&self.stream_type), &given)
                    .map(Some)
                    .map_err(|error| error.to_string())
            }
        }
    }

    /// What is said of a line whose field stands for no event type.
    fn unmapped(&self, line: &str, is_in_file: bool) -> Result<String, String> {
        let EventType::Mapped(path, _) = &self.event_type else { return Ok(NO_RULE.to_owned()) };
        let value = shortened(path.get(line)?);
        let how = match is_in_file {
            true => "add it to event_types, or skip such lines with otherwise = \"skip\"",
            false => "add it with --event-map, or skip such lines with --otherwise skip",
        };
        Ok(format!("the field `{path}` is {value}, which has no event type; {how}"))
    }

    fn resolve(&mut self, names: &Names) -> Result<(), String> {
        let stream_type = &self.stream_type;
        let stored = |given: &mut String| {
            *given =
                names.event_type(Some(stream_type), given).map_err(|error| error.to_string())?;
            Ok(())
        };
        match &mut self.event_type {
            EventType::Fixed(name) => stored(name),
            EventType::Mapped(_, types) => types.values_mut().try_for_each(stored),
            EventType::Field(_) => {
                names.check_stream_type(stream_type).map_err(|error| error.to_string())
            }
        }
    }

    /// The fields of a record that it names.
    fn paths(&self) -> Vec<Path> {
        let event_type = match &self.event_type {
            EventType::Fixed(_) => None,
            EventType::Field(path) | EventType::Mapped(path, _) => Some(path),
        };
        let time = self.time.as_ref().map(|(path, _)| path);
        let single =
            [event_type, time, self.id.as_ref(), self.actor.as_ref()].into_iter().flatten();
        let more = [self.correlation.as_ref(), self.causation.as_ref()].into_iter().flatten();
        let named = self.key.paths().chain(single).chain(more).chain(self.headers.values());
        named.cloned().chain(self.payload.paths()).collect()
    }

    fn metadata(&self, given: Given<'_>) -> Result<Metadata, String> {
        let line = given.text;
        let found = |path: &Path| {
            let is_there = path.find(line).is_some_and(|value| !given.values.is_absent(value));
            is_there.then(|| path.get_text(line)).transpose()
        };
        let text = |path: &Option<Path>| path.as_ref().map_or(Ok(None), found);
        let mut headers = BTreeMap::new();
        for (name, path) in &self.headers {
            if let Some(value) = found(path)? {
                headers.insert(name.clone(), value);
            }
        }
        if let Some((path, form)) = &self.time {
            let value = path.get(line)?;
            let time = form.read(value).ok_or_else(|| {
                format!("the field `{path}` must be {}, not {}", form.described(), shortened(value))
            })?;
            headers.insert(TIME_HEADER.to_owned(), convert::shown(time));
        }
        let mut metadata = Metadata::new();
        metadata.correlation = text(&self.correlation)?;
        metadata.causation = text(&self.causation)?;
        metadata.actor = text(&self.actor)?;
        metadata.headers = headers;
        Ok(metadata)
    }
}

/// The header that holds the log's time: the time of recording is the store's own.
pub(crate) const TIME_HEADER: &str = "time";

/// A UUID as it is, anything else by its hash.
fn given_id(text: &str) -> Uuid {
    let uuid = if text.len() == 36 { Uuid::try_parse(text).ok() } else { None };
    uuid.unwrap_or_else(|| Uuid::new_v5(&IDS, format!("id\n{text}").as_bytes()))
}
