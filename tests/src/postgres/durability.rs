//! What a private server keeps when the machine loses power.

/// What survives a power failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Every commit, as in production.
    Full,
    /// Perhaps nothing; commits still survive a crash of the server. For tests that don't crash
    /// machines.
    Off,
}
