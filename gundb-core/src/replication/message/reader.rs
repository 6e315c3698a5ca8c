//! Bytes from outside, taken off from the front. Nothing is allocated that is not there.

use super::super::limits::GENESIS_BYTES_MAX;
use crate::error::{Error, Result};
use crate::model::{Hash, Origin};

/// Bytes that are no message, and why.
pub(super) fn malformed(what: impl std::fmt::Display) -> Error {
    Error::invalid(format!("malformed message: {what}"))
}

/// What is left of a message.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    /// Everything was taken.
    pub(super) fn end(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(malformed("there are bytes after its end")) }
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (array, rest) =
            self.rest.split_first_chunk::<N>().ok_or_else(|| malformed("it is cut"))?;
        self.rest = rest;
        Ok(*array)
    }

    pub(super) fn byte(&mut self) -> Result<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn short(&mut self) -> Result<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) fn number(&mut self) -> Result<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// A sequence: 63 bits, at least `min`.
    pub(super) fn sequence(&mut self, min: u64) -> Result<u64> {
        let sequence = self.number()?;
        if sequence < min || i64::try_from(sequence).is_err() {
            return Err(malformed(format!("sequence {sequence} is out of range")));
        }
        Ok(sequence)
    }

    pub(super) fn origin(&mut self) -> Result<Origin> {
        Origin::new(self.number()?).map_err(malformed)
    }

    pub(super) fn hash(&mut self) -> Result<Hash> {
        self.array().map(Hash::from_bytes)
    }

    /// Bytes with their length before them.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.short()? as usize;
        let (bytes, rest) =
            self.rest.split_at_checked(length).ok_or_else(|| malformed("it is cut"))?;
        self.rest = rest;
        Ok(bytes)
    }

    /// The genesis of a run, there or not.
    pub(super) fn genesis(&mut self) -> Result<Option<Vec<u8>>> {
        let bytes = self.bytes()?;
        if bytes.len() > GENESIS_BYTES_MAX {
            return Err(malformed("a genesis is over the limit"));
        }
        Ok(Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty()))
    }

    /// A list of items, with their count before them. Each has at least `item_bytes_min` bytes, so
    /// that a count that the bytes can't hold is refused before anything is made of it.
    pub(super) fn list<T>(
        &mut self,
        item_bytes_min: usize,
        mut item: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let count = self.short()? as usize;
        if count > self.left() / item_bytes_min {
            return Err(malformed(format!("it has no room for {count} of what it says")));
        }
        (0..count).map(|_| item(self)).collect()
    }
}
