//! A record as bytes, and the hash that chains it to its log.

use super::record::{FORMAT_VERSION, Kind, Record};
use super::tag::{self, put};
use crate::model::ids::Hash;
use crate::model::reference::Reference;

impl Kind {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Genesis => 0,
            Self::Event => 1,
            Self::Merge => 2,
        }
    }
}

impl Record {
    /// The bytes that travel: every field in ascending order of its tag.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(192 + self.payload.as_ref().map_or(0, String::len));
        self.each_field(|tag, value| put(&mut bytes, tag, value));
        bytes.extend_from_slice(&self.unknown);
        bytes
    }

    /// The hash of this record after `previous`, the hash of the record before it in its log.
    pub fn hash(&self, previous: &Hash) -> Hash {
        Hash::of(&self.preimage(previous))
    }

    /// What is hashed. Fields come in ascending order of their tags, those that are not known here
    /// last; of what may be withheld later (key, metadata, payload) stands the hash, so that the
    /// record's own still holds without it.
    ///
    /// ```text
    /// domain │ hash of the record before │ tag length value │ tag length value │ … │ unknown fields
    ///        │         32 bytes          │  1    4    n     │  1    4    n     │   │   verbatim
    /// ```
    pub(super) fn preimage(&self, previous: &Hash) -> Vec<u8> {
        let mut preimage = Vec::with_capacity(320);
        preimage.extend_from_slice(tag::DOMAIN);
        preimage.extend_from_slice(previous.as_bytes());
        self.each_field(|tag, value| {
            if tag::WITHHOLDABLE.contains(&tag) {
                put(&mut preimage, tag, Hash::of(value).as_bytes());
            } else {
                put(&mut preimage, tag, value);
            }
        });
        preimage.extend_from_slice(&self.unknown);
        preimage
    }

    /// Hands every known field to `field`, in ascending order of its tag.
    pub(super) fn each_field(&self, mut field: impl FnMut(u8, &[u8])) {
        field(tag::FORMAT, &[FORMAT_VERSION]);
        field(tag::KIND, &[self.kind.code()]);
        field(tag::ORIGIN, &self.origin.number().to_be_bytes());
        field(tag::SEQUENCE, &self.sequence.to_be_bytes());
        field(tag::HLC, &self.hlc.to_be_bytes());
        field(tag::NONCE, &self.nonce.to_be_bytes());
        field(tag::BATCH_INDEX, &self.batch_index.to_be_bytes());
        field(tag::BATCH_LENGTH, &self.batch_length.to_be_bytes());
        field(tag::RECORDED, &self.recorded_us.to_be_bytes());
        if let Some((stream_type, key)) = &self.stream {
            field(tag::STREAM_TYPE, stream_type.as_bytes());
            field(tag::KEY, key.as_bytes());
        }
        if let Some(event_type) = &self.event_type {
            field(tag::EVENT_TYPE, event_type.as_bytes());
            field(tag::SCHEMA_VERSION, &self.schema_version.to_be_bytes());
        }
        if let Some(id) = &self.id {
            field(tag::ID, id.as_bytes());
        }
        if let Some(parents) = &self.parents {
            field(tag::PARENTS, &Reference::list_to_bytes(parents));
        }
        if let Some(deps) = &self.deps {
            field(tag::DEPS, &Reference::list_to_bytes(deps));
        }
        if let Some(metadata) = &self.metadata {
            field(tag::METADATA, metadata.as_bytes());
        }
        if let Some(payload) = &self.payload {
            field(tag::PAYLOAD, payload.as_bytes());
        }
    }
}
