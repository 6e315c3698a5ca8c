//! The first record of a log.

use super::tag::{self, put};
use super::{FORMAT_VERSION, Kind};
use crate::model::ids::{Hash, Origin, Space};
use crate::model::reference::Reference;

/// Sequence 0 of a log: it travels before event 1, whose previous hash is its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis {
    /// The writer that begins here.
    pub origin: Origin,
    /// The space it writes in.
    pub space: Space,
    /// The origin that it continues, with that one's head.
    pub predecessor: Option<Reference>,
    /// Its key, if it signs.
    pub public_key: Option<[u8; 32]>,
}

impl Genesis {
    /// The bytes that travel.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(96);
        put(&mut bytes, tag::FORMAT, &[FORMAT_VERSION]);
        put(&mut bytes, tag::KIND, &[Kind::Genesis.code()]);
        put(&mut bytes, tag::ORIGIN, &self.origin.number().to_be_bytes());
        put(&mut bytes, tag::SEQUENCE, &0_u64.to_be_bytes());
        put(&mut bytes, tag::SPACE, self.space.uuid().as_bytes());
        if let Some(predecessor) = &self.predecessor {
            put(&mut bytes, tag::PREDECESSOR, &predecessor.to_bytes());
        }
        if let Some(key) = &self.public_key {
            put(&mut bytes, tag::PUBLIC_KEY, key);
        }
        bytes
    }

    /// Its hash; the previous hash of a genesis is 32 zero bytes.
    pub fn hash(&self) -> Hash {
        Hash::of(&self.preimage())
    }

    /// What is hashed.
    pub(super) fn preimage(&self) -> Vec<u8> {
        let mut preimage = Vec::with_capacity(160);
        preimage.extend_from_slice(tag::DOMAIN);
        preimage.extend_from_slice(&[0; 32]);
        preimage.extend_from_slice(&self.encode());
        preimage
    }
}
