//! One opaque error for the whole library: a message for people, questions for programs.
//!
//! Every message says what happened, to what, and what to do next. Programs ask `is_conflict()`
//! and its siblings instead of matching on text; details (the missed events of a conflict, a user's
//! own error) are reached by type.

use std::error::Error as StdError;
use std::fmt;

/// What [`Error`]s this library's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Source = Box<dyn StdError + Send + Sync + 'static>;

/// Anything that can go wrong in GunDB.
///
/// Every error is of one kind, and each kind has a question. The list may grow: what none of the
/// questions answers is to be passed on.
///
/// | question | what happened | detail |
/// |---|---|---|
/// | [`is_invalid`](Self::is_invalid) | input was refused | |
/// | [`is_conflict`](Self::is_conflict) | an expectation did not hold | [`Conflict`](crate::store::Conflict) |
/// | [`is_duplicate_id`](Self::is_duplicate_id) | an event id is taken by other content | [`DuplicateId`](crate::store::DuplicateId) |
/// | [`is_not_unique`](Self::is_not_unique) | another row has a value that is unique | |
/// | [`is_definition`](Self::is_definition) | a model contradicts itself or the database | |
/// | [`is_behind`](Self::is_behind) | something has not caught up yet | |
/// | [`is_refused`](Self::is_refused) | a session was broken off | [`Refusal`](crate::replication::Refusal) |
/// | [`is_user`](Self::is_user) | the caller's own error | that error |
/// | [`is_unavailable`](Self::is_unavailable) | the database can't be reached or written now | |
/// | [`is_outcome_unknown`](Self::is_outcome_unknown) | likewise, in the middle of a commit | |
/// | [`is_schema`](Self::is_schema) | the tables are missing, newer or changed | |
/// | [`is_corrupt`](Self::is_corrupt) | the database holds what GunDB did not write | |
///
/// The detail is got by [`detail`](Self::detail) and [`downcast`](Self::downcast). `source()` is
/// what lies below: the driver's error, or the source of the caller's own. A detail is no source,
/// as the error says the same already.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: Kind,
    message: String,
    source: Option<Source>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Invalid,
    Conflict,
    Definition,
    Schema,
    Unavailable,
    OutcomeUnknown,
    DuplicateId,
    Corrupt,
    Behind,
    NotUnique,
    Refused,
    User,
}

impl Error {
    fn new(kind: Kind, message: impl fmt::Display, source: Option<Source>) -> Self {
        let message = message.to_string();
        Self { inner: Box::new(Inner { kind, message, source }) }
    }

    /// Input that was refused before anything was written.
    pub(crate) fn invalid(message: impl fmt::Display) -> Self {
        Self::new(Kind::Invalid, message, None)
    }

    /// An expectation about a stream, or about an event id, that did not hold.
    pub(crate) fn conflict(detail: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(Kind::Conflict, detail.to_string(), Some(Box::new(detail)))
    }

    /// A caller's event id that is taken by other content.
    pub(crate) fn duplicate_id(detail: impl StdError + Send + Sync + 'static) -> Self {
        Self::new(Kind::DuplicateId, detail.to_string(), Some(Box::new(detail)))
    }

    /// A model (event, stream or view definition) that contradicts itself or the catalog.
    pub(crate) fn definition(message: impl fmt::Display) -> Self {
        Self::new(Kind::Definition, message, None)
    }

    /// A database whose tables are missing, newer than this program, or tampered with.
    pub(crate) fn schema(message: impl fmt::Display) -> Self {
        Self::new(Kind::Schema, message, None)
    }

    /// A database that can't be reached, opened or written just now, or another node.
    pub(crate) fn unavailable(message: impl fmt::Display, source: impl Into<Source>) -> Self {
        Self::new(Kind::Unavailable, message, Some(source.into()))
    }

    /// Like [`Error::unavailable`], where there is no underlying error.
    pub(crate) fn closed(message: impl fmt::Display) -> Self {
        Self::new(Kind::Unavailable, message, None)
    }

    /// Stored bytes that are not what this library wrote.
    pub(crate) fn corrupt(message: impl fmt::Display) -> Self {
        Self::new(Kind::Corrupt, message, None)
    }

    /// A view that has not folded all events yet.
    pub(crate) fn behind(message: impl fmt::Display) -> Self {
        Self::new(Kind::Behind, message, None)
    }

    /// A value that another row of a view has already.
    pub(crate) fn not_unique(message: impl fmt::Display) -> Self {
        Self::new(Kind::NotUnique, message, None)
    }

    /// A session with another node that was broken off, by either side.
    pub(crate) fn refused(
        message: impl fmt::Display,
        detail: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self::new(Kind::Refused, message, Some(Box::new(detail)))
    }

    /// Carries a user's own error through the library, unchanged: see [`Error::downcast`].
    pub fn user(error: impl Into<Source>) -> Self {
        let source = error.into();
        Self::new(Kind::User, source.to_string(), Some(source))
    }

    /// The same error for another caller whom it hit too; without the underlying error, which is
    /// one's alone.
    pub(crate) fn repeated(&self) -> Self {
        Self::new(self.inner.kind, &self.inner.message, None)
    }

    /// The connection broke in the commit: nobody knows whether it went through.
    #[must_use]
    pub(crate) fn of_unknown_outcome(mut self) -> Self {
        self.inner.kind = Kind::OutcomeUnknown;
        self.inner.message = format!(
            "it is not known whether this was stored ({}); where its events were given ids, repeat it with the same ones, else \
             read the stream before you repeat it",
            self.inner.message
        );
        self
    }

    /// Says where it happened, in front of what happened.
    #[must_use]
    pub(crate) fn within(mut self, location: impl fmt::Display) -> Self {
        self.inner.message = format!("{location}: {}", self.inner.message);
        self
    }

    /// Says what to do next, after what happened.
    #[must_use]
    pub(crate) fn and_do(mut self, what: &str) -> Self {
        self.inner.message = format!("{}; {what}", self.inner.message);
        self
    }

    /// An expectation did not hold: reload, decide again, append again.
    pub fn is_conflict(&self) -> bool {
        self.inner.kind == Kind::Conflict
    }

    /// The input was refused; nothing was written.
    pub fn is_invalid(&self) -> bool {
        self.inner.kind == Kind::Invalid
    }

    /// A model contradicts itself or what the database already knows, or a type of events does not
    /// read what is stored.
    pub fn is_definition(&self) -> bool {
        self.inner.kind == Kind::Definition
    }

    /// The tables must be migrated, are newer than this program, or were changed by hand.
    pub fn is_schema(&self) -> bool {
        self.inner.kind == Kind::Schema
    }

    /// The database could not be reached, opened or written, or another node not be reached; trying
    /// again later may help.
    pub fn is_unavailable(&self) -> bool {
        matches!(self.inner.kind, Kind::Unavailable | Kind::OutcomeUnknown)
    }

    /// The connection broke in the middle of the commit, and the database could not be asked
    /// afterwards: what was written may be stored or not. Events that carry ids can be appended
    /// again, and are stored once; without ids, read the stream first.
    pub fn is_outcome_unknown(&self) -> bool {
        self.inner.kind == Kind::OutcomeUnknown
    }

    /// The stream has an event of the same id already, with other content. Trying again won't help.
    pub fn is_duplicate_id(&self) -> bool {
        self.inner.kind == Kind::DuplicateId
    }

    /// The database holds something that GunDB did not write.
    pub fn is_corrupt(&self) -> bool {
        self.inner.kind == Kind::Corrupt
    }

    /// A view has not folded all events yet: wait for [`crate::Gundb::wait_until_caught_up`], or
    /// read its table as it stands.
    pub fn is_behind(&self) -> bool {
        self.inner.kind == Kind::Behind
    }

    /// Another row of a view has the value already that its column says is unique; nothing was
    /// written.
    pub fn is_not_unique(&self) -> bool {
        self.inner.kind == Kind::NotUnique
    }

    /// A session with another node was broken off by one of the two; its detail is a
    /// [`crate::replication::Refusal`].
    pub fn is_refused(&self) -> bool {
        self.inner.kind == Kind::Refused
    }

    /// The error is the caller's own, returned from a `decide` closure.
    pub fn is_user(&self) -> bool {
        self.inner.kind == Kind::User
    }

    /// The detail of this error, if it is a `T`.
    pub fn detail<T: StdError + 'static>(&self) -> Option<&T> {
        self.inner.source.as_deref()?.downcast_ref()
    }

    /// Takes the detail out, or gives the error back.
    ///
    /// # Errors
    /// The error itself, where its detail is not a `T`.
    pub fn downcast<T: StdError + 'static>(mut self) -> Result<T, Self> {
        match self.inner.source.take().map(|source| source.downcast::<T>()) {
            Some(Ok(detail)) => Ok(*detail),
            Some(Err(source)) => {
                self.inner.source = Some(source);
                Err(self)
            }
            None => Err(self),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.inner.kind, self.inner.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.inner.source.as_deref()?;
        match self.inner.kind {
            // Their text is this error's text already: a chain would say it twice.
            Kind::Conflict | Kind::DuplicateId | Kind::Refused | Kind::User => source.source(),
            _ => Some(source),
        }
    }
}

#[cfg(test)]
mod tests;
