//! serde's attributes of an enum, a variant or a struct.

use syn::{Attribute, Error, Meta, Result};

use super::{Case, refused, same_both_ways, unknown};
use crate::meta;
use crate::problems::Problems;

/// Where an attribute stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    Enum,
    Variant,
    Struct,
    /// An enum whose variants are names.
    Names,
    /// A variant of one.
    Name,
}

/// What serde's attributes say of the fields inside.
#[derive(Debug, Default)]
pub(crate) struct Container {
    /// Name of a variant that is just a name.
    pub(crate) rename: Option<String>,
    /// Other names that are read for it.
    pub(crate) aliases: Vec<String>,
    /// Case of the fields of a struct or variant, or of names.
    pub(crate) rename_all: Option<Case>,
    /// Case of the fields of all variants.
    pub(crate) rename_all_fields: Option<Case>,
    /// `default` or `default = "…"` of a struct.
    pub(crate) default: Option<Meta>,
    /// Whether keys that no field has are an error.
    pub(crate) deny_unknown_fields: bool,
}

impl Container {
    pub(crate) fn parse(attributes: &[Attribute], target: Target, problems: &mut Problems) -> Self {
        let mut container = Self::default();
        for meta in meta::items(attributes, "serde", problems).into_iter().flatten() {
            problems.take(container.item(&meta, target));
        }
        container
    }

    fn item(&mut self, meta: &Meta, target: Target) -> Result<()> {
        match (meta::word(meta).as_str(), target) {
            ("rename", Target::Name) => {
                meta::once(&mut self.rename, meta, same_both_ways(meta)?.value())
            }
            ("alias", Target::Name) => {
                self.aliases.push(meta::string(meta)?.value());
                Ok(())
            }
            ("rename" | "alias" | "bound" | "crate" | "expecting", _)
            | ("tag" | "content", Target::Enum) => Ok(()),
            ("rename_all", Target::Enum) => Ok(()),
            ("rename_all", _) => meta::once(&mut self.rename_all, meta, case(meta)?),
            ("rename_all_fields", Target::Enum) => {
                meta::once(&mut self.rename_all_fields, meta, case(meta)?)
            }
            ("deny_unknown_fields", Target::Enum | Target::Struct) => {
                self.deny_unknown_fields = true;
                Ok(())
            }
            ("default", Target::Struct) => meta::once(&mut self.default, meta, meta.clone()),
            (word, Target::Names | Target::Name) => Err(why_no_name(meta, word)),
            (word, _) => Err(why_not(meta, word)),
        }
    }
}

fn case(meta: &Meta) -> Result<Case> {
    Case::parse(&same_both_ways(meta)?)
}

fn why_no_name(meta: &Meta, word: &str) -> Error {
    let why = match word {
        "skip" | "skip_serializing" | "skip_deserializing" => {
            "what is recorded must be read again; remove the variant"
        }
        "untagged" => "the variants would be written as null; leave it out",
        "tag" | "content" => "the variants are plain strings; leave it out",
        "other" => "a name that nobody knows would be lost when it is read; leave it out",
        "from" | "try_from" | "into" | "remote" | "with" | "serialize_with"
        | "deserialize_with" => {
            "the JSON would be another one; implement `gundb::model::Field` by hand"
        }
        _ => return unknown(meta),
    };
    refused(meta, why)
}

fn why_not(meta: &Meta, word: &str) -> Error {
    let why = match word {
        "untagged" => {
            "the event type says what it is, and GunDB stores it beside the payload; leave it out"
        }
        "tag" | "content" => "the event type is stored beside the payload, not in it; leave it out",
        "other" => "events of unknown types are kept, and reported, by GunDB; leave it out",
        "skip" | "skip_serializing" | "skip_deserializing" => {
            "what is recorded must be read again; remove the variant"
        }
        "transparent" => "a payload is always a JSON object with the struct's fields; leave it out",
        "from" | "try_from" | "into" | "remote" => {
            "a payload is described by the fields; convert before you append"
        }
        "with" | "serialize_with" | "deserialize_with" => {
            "a payload is described by the fields; say it on a field"
        }
        "borrow" => "events own their data; leave it out, and use owned types",
        "default" => "it belongs on a field here; move it there",
        "variant_identifier" | "field_identifier" => "it is for names, not for data; leave it out",
        _ => return unknown(meta),
    };
    refused(meta, why)
}
