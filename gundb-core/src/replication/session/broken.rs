//! Why a session is broken off, for the other node and for people.

use super::super::refusal::Refusal;
use crate::error::Error;
use crate::model::Space;

/// The end of a session before its time.
pub(super) struct Broken {
    /// What is reported to the other node; nothing where it broke off itself.
    pub(super) refusal: Option<Refusal>,
    pub(super) error: Error,
}

impl Broken {
    pub(super) fn by_other(refusal: Refusal, ours: Space) -> Self {
        let error = match refusal {
            Refusal::Space(theirs) => spaces_differ(theirs, ours, refusal),
            _ => {
                Error::refused(format!("the other node broke the session off: {refusal}"), refusal)
            }
        };
        Self { refusal: None, error }
    }

    pub(super) fn other_space(theirs: Space, ours: Space) -> Self {
        let refusal = Refusal::Space(ours);
        Self { refusal: Some(refusal), error: spaces_differ(theirs, ours, refusal) }
    }

    pub(super) fn garbled(refusal: Refusal, error: Error) -> Self {
        let error = Error::refused(format!("the session was broken off: {error}"), refusal);
        Self { refusal: Some(refusal), error }
    }

    /// The other node sent something that it may not send then.
    pub(super) fn unasked(what: &str) -> Self {
        Self::out_of_turn(&format!("the other node sent {what} out of turn"))
    }

    pub(super) fn out_of_turn(what: &str) -> Self {
        let error = Error::refused(
            format!("the session was broken off: {what}; start another one"),
            Refusal::OutOfTurn,
        );
        Self { refusal: Some(Refusal::OutOfTurn), error }
    }

    pub(super) fn failed(error: Error) -> Self {
        Self { refusal: Some(Refusal::Trouble), error }
    }
}

fn spaces_differ(theirs: Space, ours: Space, refusal: Refusal) -> Error {
    Error::refused(
        format!(
            "the other node replicates space {}, this one space {}; only nodes of one space can exchange events",
            theirs.uuid(),
            ours.uuid()
        ),
        refusal,
    )
}
