//! Examples of every command; a test runs them.

pub(crate) const IMPORT: &str = "";
pub(crate) const EXPORT: &str = "";
