//! Which `?` are binds, and which texts are refused.

use super::{Piece, pieces};
use crate::sql::capability::Dialect::{self, Postgres, Sqlite};
use crate::sql::view_query::single_read;

/// The text with `◊` for each bind; `None` where it is refused.
fn read(dialect: Dialect, text: &str) -> Option<String> {
    let piece = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Bind => "◊".to_owned(),
    };
    let pieces = pieces(dialect, text).inspect_err(|error| assert!(error.is_invalid())).ok()?;
    Some(pieces.into_iter().map(piece).collect())
}

#[test]
fn placeholders_stand_outside_of_quotes_and_comments() {
    for (text, both) in [
        ("a = ? AND b IN (?, ?)", "a = ◊ AND b IN (◊, ◊)"),
        ("a = '?' AND b = ?", "a = '?' AND b = ◊"),
        ("a = 'it''s ?' || ?", "a = 'it''s ?' || ◊"),
        ("\"a?\"\"?\" = ?", "\"a?\"\"?\" = ◊"),
        ("a = ? -- why?\nAND b = ?", "a = ◊  \nAND b = ◊"),
        ("a = ? -- at the end ?)", "a = ◊  "),
        ("a /* ? ) ' */ = ?", "a   = ◊"),
        ("a = ?; -- done ?\n ;", "a = ◊"),
        ("ü = 'é?' AND ö = ?", "ü = 'é?' AND ö = ◊"),
        (r"a = '\' AND b = ?", r"a = '\' AND b = ◊"),
    ] {
        assert_eq!(read(Sqlite, text).as_deref(), Some(both), "{text}");
        assert_eq!(read(Postgres, text).as_deref(), Some(both), "{text}");
    }
}

#[test]
fn each_database_has_its_own_quotes() {
    for (text, sqlite, postgres) in [
        ("[a?] = ?", Some("[a?] = ◊"), Some("[a◊] = ◊")),
        ("`a?` = ?", Some("`a?` = ◊"), Some("`a◊` = ◊")),
        ("a = $$ ? ' $$ AND ?", None, Some("a = $$ ? ' $$ AND ◊")),
        ("a = $x$ ? $$ $x$ AND ?", None, Some("a = $x$ ? $$ $x$ AND ◊")),
        (r"a = E'\'?' AND ?", None, Some(r"a = E'\'?' AND ◊")),
        (r"a = fee'?' AND ?", Some(r"a = fee'?' AND ◊"), Some(r"a = fee'?' AND ◊")),
        ("a ?? 'k' AND ?", None, Some("a ? 'k' AND ◊")),
        ("/* /* ? */ ? */ ?", Some("  ◊ */ ◊"), Some("  ◊")),
        ("a::text = ?", None, Some("a::text = ◊")),
        ("a$1 = ?", Some("a$1 = ◊"), Some("a$1 = ◊")),
        ("a @> b", Some("a @> b"), Some("a @> b")),
    ] {
        assert_eq!(read(Sqlite, text).as_deref(), sqlite, "SQLite: {text}");
        assert_eq!(read(Postgres, text).as_deref(), postgres, "Postgres: {text}");
    }
}

#[test]
fn texts_that_reach_beyond_their_place_are_refused() {
    for text in [
        "",
        ";",
        "a = 'x",
        "a = \"x",
        "a /* x",
        "1 = 1) OR (1 = 1",
        "(a = 1",
        "a; b",
        "a = 1;; -- x\n b",
        "a = $1",
        "a = ?1",
        "a\0b",
        "a = '\\''",
    ] {
        assert_eq!(read(Sqlite, text), None, "SQLite: {text}");
        assert_eq!(read(Postgres, text), None, "Postgres: {text}");
    }
    for text in ["a = :name", "a = @name", "a = $name", "a = ??"] {
        assert_eq!(read(Sqlite, text), None, "{text}");
    }
}

#[test]
fn a_raw_read_begins_with_a_reading_word() {
    for (text, reads) in [
        ("SELECT 1", true),
        (" -- why\n select 1", true),
        ("(SELECT 1) UNION (SELECT 2)", true),
        ("WITH a AS (SELECT 1) SELECT * FROM a", true),
        ("PRAGMA query_only = OFF", false),
        ("COMMIT", false),
        ("selection", false),
        ("? = 1", false),
    ] {
        let pieces = pieces(Sqlite, text).unwrap();
        assert_eq!(single_read(&pieces).is_ok(), reads, "{text}");
    }
}
