//! What nodes hold.

use std::collections::BTreeMap;

/// Origin and sequence.
pub(super) type Dot = (u64, u64);
/// What is held: origin → sequence.
pub(super) type Heads = BTreeMap<u64, u64>;
