//! Every kind has its question, a text, and the source that it should have.

use std::error::Error as _;
use std::fmt;

use super::{Error, Kind};

/// An error with another one below it.
#[derive(Debug)]
struct Outer(fmt::Error);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outer")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// One error of each kind.
fn all() -> Vec<Error> {
    let outer = || Outer(fmt::Error);
    vec![
        Error::invalid("text"),
        Error::conflict(outer()),
        Error::definition("text"),
        Error::schema("text"),
        Error::unavailable("text", outer()),
        Error::unavailable("text", outer()).of_unknown_outcome(),
        Error::duplicate_id(outer()),
        Error::corrupt("text"),
        Error::behind("text"),
        Error::not_unique("text"),
        Error::refused("text", outer()),
        Error::user(outer()),
    ]
}

/// The question of a kind: a kind without one does not compile.
fn question(kind: Kind) -> fn(&Error) -> bool {
    match kind {
        Kind::Invalid => Error::is_invalid,
        Kind::Conflict => Error::is_conflict,
        Kind::Definition => Error::is_definition,
        Kind::Schema => Error::is_schema,
        Kind::Unavailable => Error::is_unavailable,
        Kind::OutcomeUnknown => Error::is_outcome_unknown,
        Kind::DuplicateId => Error::is_duplicate_id,
        Kind::Corrupt => Error::is_corrupt,
        Kind::Behind => Error::is_behind,
        Kind::NotUnique => Error::is_not_unique,
        Kind::Refused => Error::is_refused,
        Kind::User => Error::is_user,
    }
}

#[test]
fn each_kind_is_answered_by_its_question_alone() {
    let all = all();
    for asked in &all {
        let answered: Vec<Kind> = all
            .iter()
            .map(|error| error.inner.kind)
            .filter(|kind| question(*kind)(asked))
            .collect();
        let expected = match asked.inner.kind {
            // Who tries again when the database is there again need not know of the narrower kind.
            Kind::OutcomeUnknown => vec![Kind::Unavailable, Kind::OutcomeUnknown],
            kind => vec![kind],
        };
        assert_eq!(answered, expected);
    }
}

#[test]
fn a_source_says_what_the_error_does_not() {
    for error in all() {
        let source = error.source().map(ToString::to_string);
        let expected = match error.inner.kind {
            Kind::Unavailable | Kind::OutcomeUnknown => Some("outer".to_owned()),
            Kind::Conflict | Kind::DuplicateId | Kind::Refused | Kind::User => {
                Some(fmt::Error.to_string())
            }
            _ => None,
        };
        assert_eq!(source, expected, "{error:?}");
        assert_eq!(error.detail::<Outer>().is_some(), expected.is_some(), "{error:?}");
    }
}
