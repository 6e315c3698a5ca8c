//! Statements about a session on Postgres.

/// Sets one of its parameters; neither name nor value holds a quote.
pub(crate) fn set(name: &str, value: &str) -> String {
    format!("SET {name} = '{value}'")
}

/// Sets the schemas that names are looked for in: names as SQL quotes them.
pub(crate) fn set_search_path(schemas: &str) -> String {
    format!("SET search_path = {schemas}")
}
