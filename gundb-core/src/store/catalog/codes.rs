//! Which views this process has code for.

use std::collections::HashMap;

use crate::fold::Codes;

/// Code of views, by the hash of their definition.
#[derive(Debug, Default)]
pub(in crate::store) struct CodeRegistry(HashMap<Vec<u8>, Codes>);

impl FromIterator<(Vec<u8>, Codes)> for CodeRegistry {
    fn from_iter<I: IntoIterator<Item = (Vec<u8>, Codes)>>(codes: I) -> Self {
        Self(codes.into_iter().collect())
    }
}

impl CodeRegistry {
    /// The code of a view; empty where this process has none.
    pub(in crate::store) fn of(&self, definition: &[u8]) -> Codes {
        self.0.get(definition).cloned().unwrap_or_default()
    }
}
