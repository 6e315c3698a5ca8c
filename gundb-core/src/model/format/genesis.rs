//! The first record of a log.

use super::fields::{Fields, malformed};
use super::record::{FORMAT_VERSION, Kind};
use super::tag::{self, put};
use crate::error::Result;
use crate::model::ids::{Hash, Origin, Space};
use crate::model::reference::Reference;

/// Fields that every genesis has.
const ALWAYS: [u8; 5] = [tag::FORMAT, tag::KIND, tag::ORIGIN, tag::SEQUENCE, tag::SPACE];
/// Fields that it may have.
const OPTIONAL: [u8; 2] = [tag::PREDECESSOR, tag::PUBLIC_KEY];

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
    /// Fields that this version does not know, verbatim, tags ascending.
    pub unknown: Vec<u8>,
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
        bytes.extend_from_slice(&self.unknown);
        bytes
    }

    /// Reads a genesis. What is accepted encodes to the same bytes again. Whether its space is the
    /// right one is for the caller to see.
    ///
    /// # Errors
    /// Bytes that are cut, unordered, repeated, over a limit, or have a field too few or too many;
    /// the message names the field.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let fields = Fields::split(bytes)?;
        fields.format()?;
        match fields.byte(tag::KIND)? {
            0 => fields.expect(&ALWAYS, &OPTIONAL)?,
            other => return Err(malformed(format!("kind {other} is no genesis"))),
        }
        if fields.number(tag::SEQUENCE, 0)? != 0 {
            return Err(malformed("a genesis has sequence 0"));
        }
        let predecessor = fields.optional(tag::PREDECESSOR)?;
        Ok(Self {
            origin: Origin::new(fields.number(tag::ORIGIN, 1)?).map_err(malformed)?,
            space: Space::from_bytes(fields.exact(tag::SPACE)?),
            predecessor: predecessor
                .as_ref()
                .map(Reference::from_bytes)
                .transpose()
                .map_err(malformed)?,
            public_key: fields.optional(tag::PUBLIC_KEY)?,
            unknown: fields.unknown,
        })
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
