//! A part of a mapping as it was written: a `[[rule]]`, the `[defaults]`, or the flags of the
//! command line.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

type Text = Option<Spanned<String>>;

/// Every key that a rule may have.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    #[serde(rename = "match")]
    pub(crate) when: Option<BTreeMap<String, Spanned<Value>>>,
    pub(crate) skip: Option<Spanned<bool>>,
    pub(crate) stream_type: Text,
    pub(crate) key: Text,
    pub(crate) event_type: Text,
    pub(crate) event_type_field: Text,
    pub(crate) event_types: Option<BTreeMap<String, String>>,
    pub(crate) id: Text,
    pub(crate) time: Text,
    pub(crate) time_as: Text,
    pub(crate) actor: Text,
    pub(crate) correlation: Text,
    pub(crate) causation: Text,
    pub(crate) headers: Option<BTreeMap<String, Spanned<String>>>,
    pub(crate) fields: Option<BTreeMap<String, Spanned<Value>>>,
    pub(crate) drop: Option<Vec<Spanned<String>>>,
    pub(crate) constants: Option<BTreeMap<String, Spanned<Value>>>,
}

impl Section {
    /// This, with what it lacks from the defaults. Of two ways to say one thing, its own counts.
    pub(super) fn or(self, defaults: &Self) -> Self {
        let typed = self.event_type.is_some() || self.event_type_field.is_some();
        let timed = self.time.is_some();
        let selected = self.fields.is_some() || self.drop.is_some();
        let text = |own: Text, default: &Text| own.or_else(|| default.clone());
        let unless =
            |have: bool, own: Text, default: &Text| if have { own } else { default.clone() };
        Self {
            when: self.when,
            skip: self.skip,
            stream_type: text(self.stream_type, &defaults.stream_type),
            key: text(self.key, &defaults.key),
            event_type: unless(typed, self.event_type, &defaults.event_type),
            event_type_field: unless(typed, self.event_type_field, &defaults.event_type_field),
            event_types: if typed {
                self.event_types
            } else {
                self.event_types.or_else(|| defaults.event_types.clone())
            },
            id: text(self.id, &defaults.id),
            time: text(self.time, &defaults.time),
            time_as: if timed {
                self.time_as
            } else {
                self.time_as.or_else(|| defaults.time_as.clone())
            },
            actor: text(self.actor, &defaults.actor),
            correlation: text(self.correlation, &defaults.correlation),
            causation: text(self.causation, &defaults.causation),
            headers: self.headers.or_else(|| defaults.headers.clone()),
            fields: if selected { self.fields } else { defaults.fields.clone() },
            drop: if selected { self.drop } else { defaults.drop.clone() },
            constants: self.constants.or_else(|| defaults.constants.clone()),
        }
    }

    /// Whether it says anything about an event.
    pub(crate) fn makes_an_event(&self) -> bool {
        let texts = [
            &self.stream_type,
            &self.key,
            &self.event_type,
            &self.event_type_field,
            &self.id,
            &self.time,
            &self.time_as,
            &self.actor,
            &self.correlation,
            &self.causation,
        ];
        texts.iter().any(|text| text.is_some())
            || self.event_types.is_some()
            || self.headers.is_some()
            || self.fields.is_some()
            || self.drop.is_some()
            || self.constants.is_some()
    }
}
