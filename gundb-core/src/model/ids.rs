//! Identities: who wrote, in which space, to which stream.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::error::{Error, Result};

/// Namespace of all space ids; a constant of the event format.
const SPACES: Uuid = Uuid::from_u128(0x6d0a_7a4e_5b0f_4c1e_9d3f_8b7c_2a61_e4f5);

/// One unbroken writer of one space: a random number of 63 bits, so that SQL order equals Rust
/// order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(u64);

impl Origin {
    /// An origin from its number.
    ///
    /// # Errors
    /// Zero, or a number of 64 bits.
    pub fn new(number: u64) -> Result<Self> {
        match i64::try_from(number) {
            Ok(1..) => Ok(Self(number)),
            _ => {
                Err(Error::invalid(format!("origin {number} is not a positive number of 63 bits")))
            }
        }
    }

    /// The origin as a number.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl FromStr for Origin {
    type Err = Error;

    /// Reads its number, in decimal.
    fn from_str(text: &str) -> Result<Self> {
        let number = text.parse().map_err(|_| Error::invalid(format!("`{text}` is no origin")))?;
        Self::new(number)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A set of streams that replicate together; also the namespace of its stream ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Space(Uuid);

impl Space {
    /// The space of a configured name.
    pub fn named(name: &str) -> Self {
        Self(Uuid::new_v5(&SPACES, name.as_bytes()))
    }

    /// A space from its 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The space as UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }

    /// The id of a stream of this space: UUIDv5 over length-prefixed type and key bytes, without
    /// Unicode normalisation, so that two nodes that create the same key create the same stream.
    pub fn stream_id(self, stream_type: &str, key: &str) -> StreamId {
        let mut name = Vec::with_capacity(8 + stream_type.len() + key.len());
        for part in [stream_type, key] {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            name.extend_from_slice(&length.to_be_bytes());
            name.extend_from_slice(part.as_bytes());
        }
        StreamId(Uuid::new_v5(&self.0, &name))
    }
}

impl Default for Space {
    /// The space named `default`.
    fn default() -> Self {
        Self::named("default")
    }
}

/// Identity of a stream: see [`Space::stream_id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(Uuid);

impl StreamId {
    /// A stream id from its UUID.
    pub fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The id as UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A BLAKE3 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// A hash from its bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// All 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 16 bytes, as references carry them.
    pub fn prefix(&self) -> [u8; 16] {
        let mut prefix = [0; 16];
        prefix.copy_from_slice(&self.0[..16]);
        prefix
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bytes = blake3::Hash::from_hex(text)
            .map_err(|error| Error::invalid(format!("`{text}` is not a hash: {error}")))?;
        Ok(Self(*bytes.as_bytes()))
    }
}
