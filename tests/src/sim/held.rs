//! What oracles say.

/// What holds, or which oracle says that it does not.
pub(crate) type Held<T = ()> = Result<T, String>;
