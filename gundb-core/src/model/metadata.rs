//! What travels beside the payload: why, caused by what, and who.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{json, limits, name};
use crate::error::{Error, Result};

/// Metadata of one event. Empty metadata takes no room.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Metadata {
    /// What belongs together: a business transaction, a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<String>,
    /// What led to this event: the id of an event or a command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<String>,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

impl Metadata {
    /// Nothing yet; the same as the default.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the event belongs to: a request, a business transaction.
    #[must_use]
    pub fn with_correlation(mut self, correlation: impl Into<String>) -> Self {
        self.correlation = Some(correlation.into());
        self
    }

    /// What led to the event: the id of an event or a command.
    #[must_use]
    pub fn with_causation(mut self, causation: impl Into<String>) -> Self {
        self.causation = Some(causation.into());
        self
    }

    /// Who did it.
    #[must_use]
    pub fn with_actor(mut self, actor: impl Into<String>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// Anything else; several names may be given.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Metadata as the text that is stored, hashed and forwarded; `None` if there is nothing in it.
    ///
    /// # Errors
    /// U+0000, a header name that is no name, or more than [`limits::METADATA_BYTES_MAX`].
    pub fn to_text(&self) -> Result<Option<String>> {
        if *self == Self::default() {
            return Ok(None);
        }
        for header in self.headers.keys() {
            name::check("header name", header)?;
        }
        let text = serde_json::to_string(self)
            .map_err(|error| Error::invalid(format!("metadata: {error}")))?;
        if text.len() > limits::METADATA_BYTES_MAX {
            return Err(Error::invalid(format!(
                "the metadata has {} bytes; at most {} are allowed",
                text.len(),
                limits::METADATA_BYTES_MAX
            )));
        }
        json::parse(&text).map_err(|error| error.within("metadata"))?;
        Ok(Some(text))
    }

    /// Reads metadata back.
    ///
    /// # Errors
    /// Text that [`Metadata::to_text`] could not have written.
    pub fn from_text(text: Option<&str>) -> Result<Self> {
        text.map_or(Ok(Self::default()), |text| {
            serde_json::from_str(text)
                .map_err(|error| Error::corrupt(format!("metadata `{text}`: {error}")))
        })
    }
}
