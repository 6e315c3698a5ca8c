//! Database URLs: which dialect, and how to show one without its password.

use std::fmt;

use crate::error::{Error, Result};
use crate::sql::Dialect;

/// A database URL; shows itself without its password.
#[derive(Clone)]
pub(crate) struct DatabaseUrl {
    text: String,
    dialect: Dialect,
}

impl DatabaseUrl {
    /// Reads `sqlite://FILE`, `sqlite::memory:`, `postgres://…` or `postgresql://…`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let dialect = match text.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Dialect::Sqlite,
            Some("postgres" | "postgresql") => Dialect::Postgres,
            _ => {
                return Err(Error::invalid(
                    "the database URL must begin with sqlite:// or postgres://, for example sqlite://shop.db",
                ));
            }
        };
        Ok(Self { text: text.to_owned(), dialect })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The whole URL, password and all: for the driver only.
    pub(super) fn secret(&self) -> &str {
        &self.text
    }

    /// Whether it names a SQLite database that lives in memory.
    pub(super) fn is_in_memory(&self) -> bool {
        self.dialect == Dialect::Sqlite
            && (self.text.contains(":memory:") || self.text.contains("mode=memory"))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dialect == Dialect::Sqlite {
            return f.write_str(&self.text);
        }
        let (scheme, rest) = self.text.split_once("://").unwrap_or(("postgres", ""));
        write!(f, "{scheme}://{}", address(rest).unwrap_or("…"))
    }
}

/// Host, port and database, if it is beyond doubt where they stand: a password may hide in the user
/// part or in the query, and one with an unescaped `@`, `/`, `?` or `#` in it makes a URL say
/// something else than its writer meant.
fn address(rest: &str) -> Option<&str> {
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let database = path.split(['?', '#']).next().unwrap_or_default();
    // Else what looks like the port may be the password of a URL without host.
    let port = match host.rsplit_once(':') {
        Some((_, port)) if !host.ends_with(']') => port,
        _ => "",
    };
    let is_clear = !path.contains('@')
        && !database.contains(':')
        && port.bytes().all(|byte| byte.is_ascii_digit());
    is_clear.then(|| &rest[authority.len() - host.len()..authority.len() + database.len()])
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseUrl;

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://gundb:s3cret@localhost:5432/shop",
            "postgres://gundb:s3@cret@localhost:5432/shop?password=s3cret",
            "postgresql://localhost/shop?password=s3cret&user=x",
        ] {
            let shown = DatabaseUrl::parse(url).unwrap().to_string();
            assert!(shown.contains("localhost") && !shown.contains("s3"), "{shown}");
        }
    }

    #[test]
    fn what_may_be_a_password_is_not_shown() {
        for url in [
            "postgres://gundb:s3?cret@localhost/shop",
            "postgres://gundb:s3#cret@localhost/shop",
            "postgres://gundb:s3/cret@localhost/shop",
            "postgres://localhost/shop?password=x@s3cret",
            "postgres://gundb:s3cret",
            "postgres:///gundb:s3cret",
            "postgres:/gundb:s3cret@localhost/shop",
        ] {
            let shown = DatabaseUrl::parse(url).unwrap().to_string();
            assert!(!shown.contains("s3") && !shown.contains("cret"), "{url}: {shown}");
        }
        let shown = |url| DatabaseUrl::parse(url).unwrap().to_string();
        assert_eq!(shown("postgres://u:p@[::1]:5432/shop?x=1"), "postgres://[::1]:5432/shop");
        assert_eq!(shown("postgres:///shop"), "postgres:///shop");
    }

    #[test]
    fn other_schemes_are_refused() {
        for url in ["", "mysql://x", "shop.db", "file:shop.db"] {
            assert!(DatabaseUrl::parse(url).unwrap_err().is_invalid(), "{url}");
        }
    }
}
