//! The order in which views are folded: the same on every node, and never against causality.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Result};
use crate::model::{Hash, hex};

/// Bytes of a key as stored beside a view row.
const KEY_BYTES: usize = 64;

/// Where an event stands in canonical order: (HLC, origin, nonce, sequence, hash).
///
/// All events of one append share HLC, origin and nonce, so nothing sorts between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CanonicalKey {
    /// Hybrid logical clock.
    pub hlc: u64,
    /// Origin's number.
    pub origin: u64,
    /// Nonce of the append call.
    pub nonce: u64,
    /// Number in the log.
    pub sequence: u64,
    /// Hash of the record.
    pub hash: Hash,
}

impl Serialize for CanonicalKey {
    /// Hexadecimal text of its bytes.
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.to_bytes()))
    }
}

impl<'de> Deserialize<'de> for CanonicalKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let bytes = hex::decode(&String::deserialize(deserializer)?).unwrap_or_default();
        Self::from_bytes(&bytes).map_err(D::Error::custom)
    }
}

impl CanonicalKey {
    /// Before all others.
    pub(crate) const FIRST: Self =
        Self { hlc: 0, origin: 0, nonce: 0, sequence: 0, hash: Hash::from_bytes([0; 32]) };

    /// After all others: of an event whose canonical key is not known yet, or that is only tried.
    pub(crate) const LAST: Self = Self {
        hlc: u64::MAX,
        origin: u64::MAX,
        nonce: u64::MAX,
        sequence: u64::MAX,
        hash: Hash::from_bytes([u8::MAX; 32]),
    };

    /// The key as bytes that sort as the keys do.
    pub fn to_bytes(&self) -> [u8; KEY_BYTES] {
        let mut bytes = [0; KEY_BYTES];
        let numbers = [self.hlc, self.origin, self.nonce, self.sequence];
        for (slot, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            slot.copy_from_slice(&number.to_be_bytes());
        }
        bytes[32..].copy_from_slice(self.hash.as_bytes());
        bytes
    }

    /// A key from its bytes.
    ///
    /// # Errors
    /// Bytes of another length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let bytes: &[u8; KEY_BYTES] =
            bytes.try_into().map_err(|_| Error::corrupt("a canonical key is not 64 bytes long"))?;
        let (numbers, hash) = bytes.split_at(32);
        let (numbers, _) = numbers.as_chunks::<8>();
        let [hlc, origin, nonce, sequence] =
            [0, 1, 2, 3].map(|index: usize| u64::from_be_bytes(numbers[index]));
        let mut whole = [0; 32];
        whole.copy_from_slice(hash);
        Ok(Self { hlc, origin, nonce, sequence, hash: Hash::from_bytes(whole) })
    }
}
