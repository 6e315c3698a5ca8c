//! Folds that an application wrote by hand, without their Rust types.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::event_context::EventContext;
use super::event_plan::FoldEvent;
use crate::model::Value;

/// What one decoded event does to the cells of a row; the reason where the code panicked.
pub(crate) type Apply =
    Arc<dyn Fn(Vec<Value>, &EventContext) -> Result<Vec<Value>, String> + Send + Sync>;
/// Decodes an event; the reason where it can't.
pub(crate) type Decode = Arc<dyn Fn(&FoldEvent<'_>) -> Result<Apply, String> + Send + Sync>;

/// The code of one view, by event type.
#[derive(Clone, Default)]
pub struct Codes(HashMap<String, Decode>);

impl Codes {
    pub(crate) fn insert(&mut self, event_type: String, decode: Decode) {
        self.0.insert(event_type, decode);
    }

    pub(super) fn get(&self, event_type: &str) -> Option<&Decode> {
        self.0.get(event_type)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// An event that was decoded for the code of a view; the reason where it could not be.
#[derive(Clone)]
pub(super) struct Coded(pub(super) Result<Apply, String>);

impl fmt::Debug for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coded")
    }
}

impl PartialEq for Coded {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Ok(left), Ok(right)) => Arc::ptr_eq(left, right),
            (left, right) => left.as_ref().err() == right.as_ref().err(),
        }
    }
}
