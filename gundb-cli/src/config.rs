//! Which database: `--database-url`, else `DATABASE_URL`, else `gundb.toml` here or above.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::exit::Failure;

/// The variable that names the database.
pub(crate) const VARIABLE: &str = "DATABASE_URL";
const FILE: &str = "gundb.toml";
const HOW: &str = "pass --database-url, set DATABASE_URL, \
                   or write `database_url = \"sqlite://shop.db\"` into gundb.toml";

/// A database URL, and where it was found.
pub(crate) struct DatabaseUrl {
    pub(crate) url: String,
    source: Option<String>,
}

impl DatabaseUrl {
    /// For messages: where the URL comes from, if not from the command line.
    pub(crate) fn hint(&self) -> String {
        self.source
            .as_ref()
            .map_or_else(String::new, |source| format!(" (the database URL is from {source})"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    database_url: Option<String>,
}

/// The URL to use; `flag` is the one of the command line.
pub(crate) fn database_url(flag: Option<&str>) -> anyhow::Result<DatabaseUrl> {
    if let Some(url) = flag {
        return Ok(DatabaseUrl { url: url.to_owned(), source: None });
    }
    if let Some(url) = std::env::var_os(VARIABLE).filter(|url| !url.is_empty()) {
        let url =
            url.into_string().map_err(|_| Failure::usage(format!("{VARIABLE} is not UTF-8")))?;
        return Ok(DatabaseUrl { url, source: Some(VARIABLE.to_owned()) });
    }
    let here = std::env::current_dir().map_err(|error| {
        Failure::usage(format!("the current directory can't be found: {error}; {HOW}"))
    })?;
    let file = here.ancestors().map(|directory| directory.join(FILE)).find(|file| file.is_file());
    let file = file.ok_or_else(|| Failure::usage(format!("no database is named; {HOW}")))?;
    Ok(DatabaseUrl { url: from_file(&file)?, source: Some(format!("`{}`", file.display())) })
}

fn from_file(path: &Path) -> Result<String, Failure> {
    let wrong = |what: String| Failure::usage(format!("`{}`: {what}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let url = url_in(&text).map_err(wrong)?;
    Ok(beside(path.parent().unwrap_or(Path::new("")), &url))
}

/// The URL that the text of a `gundb.toml` names.
pub(crate) fn url_in(text: &str) -> Result<String, String> {
    let file: File = toml::from_str(text).map_err(|error| described(&error, text))?;
    file.database_url.ok_or_else(|| {
        "it has no `database_url`; write database_url = \"sqlite://shop.db\" into it".to_owned()
    })
}

/// The error with its line, but not with the line's text, which may hold a password.
fn described(error: &toml::de::Error, text: &str) -> String {
    let start = error.span().map(|span| span.start);
    let line =
        start.and_then(|start| text.get(..start)).map(|before| before.matches('\n').count() + 1);
    let prefix = line.map_or_else(String::new, |line| format!("line {line}: "));
    format!("{prefix}{}", error.message().trim_end())
}

/// A relative SQLite path counts from the directory of the file that names it.
pub(crate) fn beside(directory: &Path, url: &str) -> String {
    let Some(path) = url.strip_prefix("sqlite:") else { return url.to_owned() };
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.starts_with(":memory:") || Path::new(path).is_absolute() {
        return url.to_owned();
    }
    let directory: PathBuf = directory.components().collect();
    let directory = directory.to_string_lossy().replace('%', "%25").replace('?', "%3F");
    format!("sqlite://{directory}/{path}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::beside;

    #[test]
    fn relative_sqlite_paths_count_from_the_file() {
        for (url, expected) in [
            ("sqlite://shop.db?mode=rw", "sqlite:///a%25/b/shop.db?mode=rw"),
            ("sqlite:shop.db", "sqlite:///a%25/b/shop.db"),
            ("sqlite:///x/shop.db", "sqlite:///x/shop.db"),
            ("sqlite::memory:", "sqlite::memory:"),
            ("postgres://h/db", "postgres://h/db"),
        ] {
            assert_eq!(beside(Path::new("/a%/b"), url), expected);
        }
    }
}
