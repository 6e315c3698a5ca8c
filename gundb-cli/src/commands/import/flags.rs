//! A mapping of one rule, by flags.

use std::collections::BTreeMap;

use clap::ValueEnum;
use toml::{Spanned, Value};

use crate::exit::Failure;
use crate::import::Section;
use crate::values;

/// What a mapping file can say in one rule.
#[derive(clap::Args)]
#[group(id = "flags", multiple = true)]
#[command(next_help_heading = "How lines become events, without --mapping")]
pub(crate) struct Flags {
    /// Type of the streams
    #[arg(long, value_name = "STREAM_TYPE")]
    stream_type: Option<String>,
    /// Field that is the stream's key: `id`, `case.id`, `/case/id`; or several as '{shop}/{order}'
    #[arg(long, value_name = "FIELD")]
    key: Option<String>,
    /// Type of every event: `account.opened`, or `opened` for short
    #[arg(long, value_name = "EVENT_TYPE", conflicts_with = "event_type_field")]
    event_type: Option<String>,
    /// Field that names the event type, or whose values --event-map turns into event types
    #[arg(long, value_name = "FIELD")]
    event_type_field: Option<String>,
    /// What a value of --event-type-field stands for; may be repeated
    #[arg(long = "event-map", value_name = "VALUE=EVENT_TYPE", value_parser = values::event_map)]
    event_types: Vec<(String, String)>,
    /// Field that is the event's id; a UUID is kept, anything else is hashed. Else the id comes
    /// from line and content
    #[arg(long, value_name = "FIELD")]
    id: Option<String>,
    /// Field with the event's time; it goes into the metadata header `time` (the time of recording
    /// is the store's own)
    #[arg(long, value_name = "FIELD")]
    time: Option<String>,
    /// How that time is written
    #[arg(long, value_name = "FORM", value_enum, requires = "time")]
    time_as: Option<Form>,
    /// Take this field into the payload, and only such ones; may be repeated
    #[arg(long = "field", value_name = "NAME=FIELD", value_parser = values::field, conflicts_with = "drop")]
    fields: Vec<(String, String)>,
    /// Leave this field out of the payload, which else is the whole line; may be repeated
    #[arg(long, value_name = "NAME")]
    drop: Vec<String>,
    /// What becomes of lines whose event type --event-map does not have
    #[arg(long, value_name = "HOW", value_enum)]
    otherwise: Option<Otherwise>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Rfc3339,
    Seconds,
    Millis,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Otherwise {
    Refuse,
    Skip,
}

impl Flags {
    /// `None` where no flag is there.
    pub(super) fn section(&self) -> Result<Option<Section>, Failure> {
        let section = Section {
            stream_type: spanned(self.stream_type.as_ref()),
            key: spanned(self.key.as_ref()),
            event_type: spanned(self.event_type.as_ref()),
            event_type_field: spanned(self.event_type_field.as_ref()),
            event_types: some(unique("--event-map", &self.event_types, |value| value)?),
            id: spanned(self.id.as_ref()),
            time: spanned(self.time.as_ref()),
            time_as: self.time_as.map(|form| Spanned::new(0..0, form.name().to_owned())),
            fields: some(unique("--field", &self.fields, |path| {
                Spanned::new(0..0, Value::String(path))
            })?),
            drop: Some(self.drop.iter().map(|name| Spanned::new(0..0, name.clone())).collect())
                .filter(|drop: &Vec<_>| !drop.is_empty()),
            ..Section::default()
        };
        let given = section.makes_an_event() || self.otherwise.is_some();
        Ok(given.then_some(section))
    }

    pub(super) fn skips_others(&self) -> bool {
        self.otherwise == Some(Otherwise::Skip)
    }
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Rfc3339 => "rfc3339",
            Self::Seconds => "seconds",
            Self::Millis => "millis",
        }
    }
}

fn spanned(text: Option<&String>) -> Option<Spanned<String>> {
    text.map(|text| Spanned::new(0..0, text.clone()))
}

fn some<T>(map: BTreeMap<String, T>) -> Option<BTreeMap<String, T>> {
    if map.is_empty() { None } else { Some(map) }
}

fn unique<T>(
    flag: &str,
    pairs: &[(String, String)],
    value: impl Fn(String) -> T,
) -> Result<BTreeMap<String, T>, Failure> {
    let mut unique = BTreeMap::new();
    for (name, given) in pairs {
        if unique.insert(name.clone(), value(given.clone())).is_some() {
            return Err(Failure::usage(format!(
                "{flag} is there twice for `{name}`; leave one out"
            )));
        }
    }
    Ok(unique)
}
