//! serde's attributes of a field.

use quote::quote;
use syn::{Attribute, Error, ExprPath, Meta, Result};

use super::{refused, same_both_ways, unknown};
use crate::meta;
use crate::problems::Problems;

/// What serde's attributes say of a field.
#[derive(Debug, Default)]
pub(crate) struct Field {
    /// Key in the JSON text.
    pub(crate) rename: Option<String>,
    /// Other keys that are read.
    pub(crate) aliases: Vec<String>,
    /// Whether serde fills in a missing key.
    pub(crate) default: Option<Meta>,
    /// Function that says whether the key is left out.
    pub(crate) skip_serializing_if: Option<(ExprPath, Meta)>,
    /// Function that writes the field.
    pub(crate) serialize_with: Option<ExprPath>,
    /// Whether a function reads the field.
    pub(crate) deserialize_with: Option<Meta>,
    /// What a derived `Deserialize` must know.
    pub(crate) reading: Vec<Meta>,
}

impl Field {
    pub(crate) fn parse(attributes: &[Attribute], problems: &mut Problems) -> Self {
        let mut field = Self::default();
        for meta in meta::items(attributes, "serde", problems).into_iter().flatten() {
            problems.take(field.item(meta));
        }
        field
    }

    /// Whether functions of the user's decide what the JSON is.
    pub(crate) fn is_custom(&self) -> bool {
        self.serialize_with.is_some() || self.deserialize_with.is_some()
    }

    fn item(&mut self, meta: Meta) -> Result<()> {
        match meta::word(&meta).as_str() {
            "rename" => return meta::once(&mut self.rename, &meta, same_both_ways(&meta)?.value()),
            "skip_serializing_if" => {
                let path = meta::string(&meta)?.parse()?;
                return meta::once(&mut self.skip_serializing_if, &meta, (path, meta.clone()));
            }
            "serialize_with" => return self.serialize(&meta, meta::string(&meta)?.parse()?),
            "bound" => return Ok(()),
            "alias" => self.aliases.push(meta::string(&meta)?.value()),
            "default" => meta::once(&mut self.default, &meta, meta.clone())?,
            "deserialize_with" => meta::once(&mut self.deserialize_with, &meta, meta.clone())?,
            "with" => {
                let mut path: ExprPath = meta::string(&meta)?.parse()?;
                path.path.segments.push(syn::parse2(quote!(serialize))?);
                self.serialize(&meta, path)?;
                meta::once(&mut self.deserialize_with, &meta, meta.clone())?;
            }
            word => return Err(why_not(&meta, word)),
        }
        self.reading.push(meta);
        Ok(())
    }

    fn serialize(&mut self, meta: &Meta, path: ExprPath) -> Result<()> {
        meta::once(&mut self.serialize_with, meta, path)
    }
}

fn why_not(meta: &Meta, word: &str) -> Error {
    let why = match word {
        "flatten" => "its schema would be open; name the fields one by one",
        "skip" | "skip_serializing" | "skip_deserializing" => {
            "what is recorded must be read again; remove the field"
        }
        "borrow" => "events own their data; leave it out, and use owned types",
        "getter" => "it is for foreign types, and an event reads its own fields; leave it out",
        _ => return unknown(meta),
    };
    refused(meta, why)
}
