//! Pointing at events: references, and tokens made of them.

use std::fmt;
use std::str::FromStr;

use super::hex;
use super::ids::{Hash, Origin};
use crate::error::{Error, Result};

/// Bytes of a reference in the event format.
pub(crate) const REFERENCE_BYTES: usize = 32;

/// How events, digests and tokens point at an event: exact even after a fork. Its three parts are
/// the event format's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Who wrote it.
    pub origin: Origin,
    /// Its number in the origin's log.
    pub sequence: u64,
    /// First 16 bytes of its hash.
    pub hash: [u8; 16],
}

impl Reference {
    /// The reference to an event.
    pub fn to(origin: Origin, sequence: u64, hash: &Hash) -> Self {
        Self { origin, sequence, hash: hash.prefix() }
    }

    pub(crate) fn to_bytes(self) -> [u8; REFERENCE_BYTES] {
        let mut bytes = [0; REFERENCE_BYTES];
        bytes[..8].copy_from_slice(&self.origin.number().to_be_bytes());
        bytes[8..16].copy_from_slice(&self.sequence.to_be_bytes());
        bytes[16..].copy_from_slice(&self.hash);
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; REFERENCE_BYTES]) -> Result<Self> {
        let (origin, rest) = bytes.split_at(8);
        let (sequence, hash) = rest.split_at(8);
        let number =
            |part: &[u8]| part.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let mut prefix = [0; 16];
        prefix.copy_from_slice(hash);
        let (origin, sequence) = (Origin::new(number(origin))?, number(sequence));
        if i64::try_from(sequence).is_err() {
            return Err(Error::corrupt(format!(
                "a reference to sequence {sequence}, which has 64 bits"
            )));
        }
        Ok(Self { origin, sequence, hash: prefix })
    }

    /// Many references as bytes, one after the other.
    pub(crate) fn list_to_bytes(references: &[Self]) -> Vec<u8> {
        references.iter().flat_map(|reference| reference.to_bytes()).collect()
    }

    /// The references in bytes: ascending, none twice.
    pub(crate) fn list_from_bytes(bytes: &[u8]) -> Result<Vec<Self>> {
        let (chunks, rest) = bytes.as_chunks::<REFERENCE_BYTES>();
        let list = chunks.iter().map(Self::from_bytes).collect::<Result<Vec<_>>>()?;
        let ascending = list.is_sorted_by(|left, right| left < right);
        if !rest.is_empty() || !ascending {
            return Err(Error::corrupt("a list of references is cut, unsorted or repeated"));
        }
        Ok(list)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.origin, self.sequence)
    }
}

/// The heads that an append returned: what a later reader or writer wants to have seen. Valid on
/// every node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Token(Vec<Reference>);

impl Token {
    /// The token of some heads, in any order.
    pub fn new(mut heads: Vec<Reference>) -> Self {
        heads.sort_unstable();
        heads.dedup();
        Self(heads)
    }

    /// The heads, ascending.
    pub fn heads(&self) -> &[Reference] {
        &self.0
    }
}

impl fmt::Display for Token {
    /// Hexadecimal digits, 64 a head.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&Reference::list_to_bytes(&self.0)))
    }
}

impl FromStr for Token {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        hex::decode(text)
            .and_then(|bytes| Reference::list_from_bytes(&bytes).ok())
            .map(Self)
            .ok_or_else(|| {
                Error::invalid(format!(
                    "`{text}` is not a token; take one as an append returned it"
                ))
            })
    }
}
