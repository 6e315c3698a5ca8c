//! Carriers of replication sessions. Sockets are a node's business; here is what needs none.

mod drive;
mod in_process;

pub use in_process::{SyncReport, Way, sync};

#[cfg(test)]
mod tests;
