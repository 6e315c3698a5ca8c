//! Where the server's programs are on this machine.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names a server to use instead of starting one: `postgres://user:password@host:port/database`, by
/// a user who may create databases.
pub const URL_VARIABLE: &str = "GUNDB_TEST_POSTGRES_URL";

/// The directory of `initdb`, `pg_ctl` and `postgres`: on the PATH, where `pg_config` points, or
/// where distributions keep them, newest version first.
pub(super) fn directory() -> io::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(configured())
        .chain(versioned())
        .find(|directory| is_complete(directory))
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, how_to_get_one()))
}

fn is_complete(directory: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| directory.join(program).is_file())
}

fn configured() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().into())
}

fn versioned() -> Vec<PathBuf> {
    let Ok(entries) = Path::new("/usr/lib/postgresql").read_dir() else {
        return Vec::new();
    };
    let version = |entry: io::Result<std::fs::DirEntry>| {
        entry.ok()?.file_name().to_str()?.parse::<u32>().ok()
    };
    let mut versions: Vec<u32> = entries.filter_map(version).collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.iter().map(|version| format!("/usr/lib/postgresql/{version}/bin").into()).collect()
}

fn how_to_get_one() -> String {
    format!(
        "there is no Postgres server for the tests. Install one (`apt-get install postgresql`, \
         `brew install postgresql`; it need not run), or set {URL_VARIABLE} to \
         postgres://user:password@host:port/database of a user who may create databases. \
         Tests that crash a server always need an installed one."
    )
}
