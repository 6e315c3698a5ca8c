//! An event as rules see it, and what events of one type do.

use serde_json::Value as Json;

use crate::model::{Action, FieldPath, Transform};

/// An event as rules see it.
pub(crate) struct FoldEvent<'a> {
    pub(crate) stream_key: &'a str,
    pub(crate) event_type: &'a str,
    pub(crate) payload: &'a Json,
    /// The text that the payload was read from.
    pub(crate) text: &'a str,
}

/// What events of one type do.
#[derive(Debug, Default)]
pub(super) struct EventPlan {
    /// Field and transform of each key column; empty where the key is the stream's.
    pub(super) key: Vec<(FieldPath, Transform)>,
    pub(super) steps: Vec<(usize, Action)>,
    pub(super) delete: bool,
    pub(super) creates: bool,
    /// The payload's own fields that key and steps begin at.
    pub(super) fields: Vec<String>,
}

impl EventPlan {
    pub(super) fn needs(&mut self, field: &FieldPath) {
        let own = field.names().next().filter(|own| !self.fields.iter().any(|field| field == own));
        self.fields.extend(own.map(str::to_owned));
    }
}
