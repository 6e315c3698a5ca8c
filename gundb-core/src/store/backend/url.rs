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
        // Only scheme, host, port and database: a password may hide in the user part or in the query.
        let (scheme, rest) = self.text.split_once("://").unwrap_or(("postgres", ""));
        let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
        let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        write!(f, "{scheme}://{host}")
    }
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
    fn other_schemes_are_refused() {
        for url in ["", "mysql://x", "shop.db", "file:shop.db"] {
            assert!(DatabaseUrl::parse(url).unwrap_err().is_invalid(), "{url}");
        }
    }
}
