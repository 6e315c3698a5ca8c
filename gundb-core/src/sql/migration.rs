//! Statements of the migrator: one locked row, and a list of what was applied.

use super::statement::Statement;

/// Makes the list, once. Racing processes may collide here; the loser tries again.
pub(crate) const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS gundb_migration (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
)";

/// Makes the row that is locked (version 0), once.
pub(crate) const CREATE_LOCK: &str = "INSERT INTO gundb_migration (version, name, checksum) VALUES (0, 'lock', '') ON CONFLICT (version) DO NOTHING";

/// Locks it: one process at a time migrates.
pub(crate) const LOCK: &str = "UPDATE gundb_migration SET name = 'lock' WHERE version = 0";

/// What was applied: version, name, checksum.
pub(crate) const APPLIED: &str =
    "SELECT version, name, checksum FROM gundb_migration WHERE version > 0 ORDER BY version";

/// Notes a migration.
pub(crate) fn note(version: i64, name: &str, checksum: &str) -> Statement {
    // Values of our own making: a version, a file's name, hexadecimal digits.
    let sql = format!(
        "INSERT INTO gundb_migration (version, name, checksum) VALUES ({version}, '{name}', '{checksum}')"
    );
    Statement::text(&sql, Vec::new())
}
