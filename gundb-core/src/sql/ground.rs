//! What a database is like before anything is read from it.

/// Of a Postgres database: its encoding, its name, and the search path for all sessions; no path
/// where there is no schema to keep tables in.
///
/// The schema in which the store lies comes first: a schema that came in front of it meanwhile
/// would take new tables, while the old ones are still seen. Types and functions are always those
/// of Postgres itself.
pub(crate) const GROUND: &str = "SELECT current_setting('server_encoding'), current_database()::text, \
    (SELECT string_agg(quote_ident(path.name::text), ', ' ORDER BY COALESCE(path.name = home.name, FALSE) DESC, path.place) \
     FROM unnest(current_schemas(FALSE)) WITH ORDINALITY AS path (name, place) WHERE path.name <> 'pg_catalog') \
    FROM (SELECT (SELECT n.nspname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
    WHERE c.oid = to_regclass('gundb_migration')) AS name) AS home";

/// The encoding that a store needs.
pub(crate) const ENCODING: &str = "UTF8";

/// The statement that makes a database beside one of another encoding.
pub(crate) fn create_database(beside: &str) -> String {
    let name = format!("{beside}_utf8").replace('"', "\"\"");
    format!(
        r#"CREATE DATABASE "{name}" TEMPLATE template0 ENCODING '{ENCODING}' LC_COLLATE 'C' LC_CTYPE 'C'"#
    )
}
