//! Bytes as fields: split by tag, and each read as its type.

use super::record::FORMAT_VERSION;
use super::tag::{self, take};
use crate::error::{Error, Result};
use crate::model::limits::REFERENCES_MAX;
use crate::model::name;
use crate::model::reference::Reference;

/// Bytes that are no record, and why.
pub(super) fn malformed(what: impl std::fmt::Display) -> Error {
    Error::invalid(format!("malformed record: {what}"))
}

/// The fields of a record, by tag.
pub(super) struct Fields<'a> {
    values: [Option<&'a [u8]>; tag::LAST_KNOWN as usize + 1],
    /// Those with tags that this version does not know, verbatim.
    pub(super) unknown: Vec<u8>,
}

impl<'a> Fields<'a> {
    pub(super) fn split(bytes: &'a [u8]) -> Result<Self> {
        let mut fields = Self { values: [None; tag::LAST_KNOWN as usize + 1], unknown: Vec::new() };
        let (mut rest, mut last) = (bytes, 0);
        while !rest.is_empty() {
            let (tag, value, after) = take(rest).ok_or_else(|| malformed("cut in a field"))?;
            if tag <= last {
                return Err(malformed(format!(
                    "field {tag} comes after field {last}; fields stand in ascending order"
                )));
            }
            match fields.values.get_mut(usize::from(tag)) {
                Some(slot) => *slot = Some(value),
                None => tag::put(&mut fields.unknown, tag, value),
            }
            (rest, last) = (after, tag);
        }
        if fields.unknown.len() > tag::UNKNOWN_BYTES_MAX {
            return Err(malformed("its unknown fields are over the limit"));
        }
        Ok(fields)
    }

    /// Every required field is there, and none besides these and the optional ones.
    pub(super) fn expect(&self, required: &[u8], optional: &[u8]) -> Result<()> {
        for tag in 1..=tag::LAST_KNOWN {
            match self.values[usize::from(tag)] {
                None if required.contains(&tag) => return Err(missing(tag)),
                Some(_) if !required.contains(&tag) && !optional.contains(&tag) => {
                    return Err(malformed(format!("{} does not belong there", tag::name(tag))));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The format version is the one that this program knows.
    pub(super) fn format(&self) -> Result<()> {
        match self.byte(tag::FORMAT)? {
            FORMAT_VERSION => Ok(()),
            other => Err(malformed(format!(
                "it is of format version {other}; this program knows version {FORMAT_VERSION}"
            ))),
        }
    }

    pub(super) fn optional<const N: usize>(&self, tag: u8) -> Result<Option<[u8; N]>> {
        let sized = |value: &[u8]| {
            value
                .try_into()
                .map_err(|_| malformed(format!("{} is not {N} bytes long", tag::name(tag))))
        };
        self.values[usize::from(tag)].map(sized).transpose()
    }

    pub(super) fn exact<const N: usize>(&self, tag: u8) -> Result<[u8; N]> {
        self.optional(tag)?.ok_or_else(|| missing(tag))
    }

    pub(super) fn byte(&self, tag: u8) -> Result<u8> {
        self.exact(tag).map(|[byte]| byte)
    }

    pub(super) fn short(&self, tag: u8) -> Result<u32> {
        self.exact(tag).map(u32::from_be_bytes)
    }

    /// A number of 63 bits, at least `min`.
    pub(super) fn number(&self, tag: u8, min: u64) -> Result<u64> {
        let number = self.exact(tag).map(u64::from_be_bytes)?;
        if number < min || i64::try_from(number).is_err() {
            return Err(malformed(format!("{} is out of range: {number}", tag::name(tag))));
        }
        Ok(number)
    }

    /// UTF-8 without U+0000, which Postgres can't store.
    pub(super) fn text(&self, tag: u8, bytes_max: usize) -> Result<Option<String>> {
        let Some(value) = self.values[usize::from(tag)] else { return Ok(None) };
        let refused = |why: &str| malformed(format!("{} {why}", tag::name(tag)));
        if value.len() > bytes_max {
            return Err(refused("is over the limit"));
        }
        if value.contains(&0) {
            return Err(refused("has U+0000 in it"));
        }
        let text = std::str::from_utf8(value).map_err(|_| refused("is not UTF-8"))?;
        Ok(Some(text.to_owned()))
    }

    /// A stream type or an event type.
    pub(super) fn name(&self, tag: u8) -> Result<Option<String>> {
        let text = self.text(tag, usize::MAX)?;
        text.map(|text| name::check(&tag::name(tag), &text).map(|()| text).map_err(malformed))
            .transpose()
    }

    pub(super) fn references(&self, tag: u8) -> Result<Option<Vec<Reference>>> {
        let Some(value) = self.values[usize::from(tag)] else { return Ok(None) };
        let list = Reference::list_from_bytes(value).map_err(malformed)?;
        if list.is_empty() || list.len() > REFERENCES_MAX {
            let count = list.len();
            return Err(malformed(format!(
                "{} has {count} references, not 1 to {REFERENCES_MAX}",
                tag::name(tag)
            )));
        }
        if list.iter().any(|reference| reference.sequence == 0) {
            return Err(malformed(format!("{} has a reference to sequence 0", tag::name(tag))));
        }
        Ok(Some(list))
    }
}

fn missing(tag: u8) -> Error {
    malformed(format!("{} is missing", tag::name(tag)))
}
