//! Models as files: stream types, event types and views, without any Rust (`docs/model.md`).

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::describe::{EventDescription, StreamDescription};
use super::file_lists;
use super::json;
use super::limits::MODEL_BYTES_MAX;
use super::schema::Schema;
use super::view::ViewDescription;
use super::view_model::ViewModel;
use crate::error::{Error, Result};

/// Newest format of model files that this program reads; it writes this one.
pub const MODEL_FORMAT: u64 = 1;

/// Stream types, event types and views.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// Stream types with their event types.
    pub streams: Vec<StreamDescription>,
    /// Views.
    pub views: Vec<ViewDescription>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelForm {
    gundb_model: u64,
    /// For editors; it says nothing to us.
    #[serde(rename = "$schema", default, skip_serializing)]
    _schema: Option<Json>,
    #[serde(default)]
    streams: Vec<StreamForm>,
    #[serde(default)]
    views: Vec<ViewDescription>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a stream type, {\"type\": …, \"events\": […]}")]
struct StreamForm {
    #[serde(rename = "type")]
    stream_type: String,
    events: Vec<EventForm>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an event type, {\"type\": …, \"payload\": {…}}")]
struct EventForm {
    #[serde(rename = "type")]
    event_type: String,
    #[serde(default = "first_version")]
    version: u32,
    #[serde(default)]
    payload: Json,
}

fn first_version() -> u32 {
    1
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// Text that is no JSON, has a key twice, is of a newer format, or says something that no model
    /// has. The message says where.
    pub fn from_json(text: &str) -> Result<Self> {
        if text.len() > MODEL_BYTES_MAX {
            return Err(Error::invalid(format!(
                "the model has {} bytes; at most {MODEL_BYTES_MAX} are allowed",
                text.len()
            )));
        }
        let file = json::parse(text.trim_start_matches('\u{feff}'))?;
        check_format(&file)?;
        file_lists::check(&file)?;
        // Read from the text, so that a mistake has a line.
        let form: ModelForm = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| Error::invalid(format!("the model can't be read: {error}")))?;
        let streams =
            form.streams.into_iter().map(StreamForm::described).collect::<Result<Vec<_>>>()?;
        streams.iter().try_for_each(StreamDescription::check)?;
        Ok(Self { streams, views: form.views })
    }

    /// The text of a model file.
    pub fn to_json(&self) -> String {
        let form = ModelForm {
            gundb_model: MODEL_FORMAT,
            _schema: None,
            streams: self.streams.iter().map(StreamForm::of).collect(),
            views: self.views.clone(),
        };
        serde_json::to_string_pretty(&form)
            .expect("a model has only string keys and finite numbers")
            + "\n"
    }

    /// The views with the events that they read: of this model, else of `known`.
    pub(crate) fn view_models(&self, known: &[StreamDescription]) -> Vec<ViewModel> {
        let streams = merged(&self.streams, known);
        let model = |view: &ViewDescription| {
            let mut model = ViewModel { description: view.clone(), streams: streams.clone() };
            if view.events.is_empty() {
                model.find_events();
            }
            // Where one is named that nobody has, the message lists all that there are.
            if model
                .description
                .events_named()
                .into_iter()
                .all(|event| model.event(event).is_some())
            {
                model.streams.retain(|stream| {
                    stream.events.iter().any(|event| model.description.reads(&event.name))
                });
            }
            model
        };
        self.views.iter().map(model).collect()
    }
}

/// Event types of both; where both have one, the first.
pub(crate) fn merged(
    first: &[StreamDescription],
    second: &[StreamDescription],
) -> Vec<StreamDescription> {
    let mut all = first.to_vec();
    for stream in second {
        let is_new = |event: &&EventDescription| {
            !first.iter().flat_map(|stream| &stream.events).any(|other| other.name == event.name)
        };
        let events: Vec<_> = stream.events.iter().filter(is_new).cloned().collect();
        match all.iter_mut().find(|other| other.stream_type == stream.stream_type) {
            Some(other) => other.events.extend(events),
            None => all.push(StreamDescription { stream_type: stream.stream_type.clone(), events }),
        }
    }
    all
}

fn check_format(file: &Json) -> Result<()> {
    match file.get("gundb_model").map(Json::as_u64) {
        Some(Some(1..=MODEL_FORMAT)) => Ok(()),
        Some(Some(newer)) if newer > MODEL_FORMAT => Err(Error::invalid(format!(
            "the model is of format {newer}, and this program reads up to {MODEL_FORMAT}; update the program"
        ))),
        Some(_) => Err(Error::invalid("`gundb_model` is the number of the file's format: 1")),
        None => Err(Error::invalid(
            "this is no model: it begins with {\"gundb_model\": 1, \"streams\": […], \"views\": […]}",
        )),
    }
}

impl StreamForm {
    fn described(self) -> Result<StreamDescription> {
        let events = self.events.into_iter().map(EventForm::described).collect::<Result<_>>()?;
        Ok(StreamDescription { stream_type: self.stream_type, events })
    }

    fn of(stream: &StreamDescription) -> Self {
        let event = |event: &EventDescription| EventForm {
            event_type: event.name.clone(),
            version: event.version,
            payload: event.schema.to_json(),
        };
        Self {
            stream_type: stream.stream_type.clone(),
            events: stream.events.iter().map(event).collect(),
        }
    }
}

impl EventForm {
    fn described(self) -> Result<EventDescription> {
        let schema = match &self.payload {
            Json::Null => Schema::Any,
            schema => match Schema::from_json(schema) {
                // A payload is an object anyway, so an object with any keys is anything.
                Ok(Schema::Map(values)) if *values == Schema::Any => Schema::Any,
                read => read.map_err(|error| {
                    error.within(format!("the payload of `{}`", self.event_type))
                })?,
            },
        };
        Ok(EventDescription {
            name: self.event_type,
            version: self.version,
            schema,
            variant: String::new(),
            fields: Vec::new(),
            reader: None,
        })
    }
}
