//! `#[event(…)]` on a type or variant.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Attribute, Error, LitStr, Meta, Result};

use super::model::{Content, Variant};
use crate::problems::Problems;
use crate::serde_attrs::Target;
use crate::{meta, names};

/// What is said.
#[derive(Default)]
pub(crate) struct Attributes {
    stream: Option<LitStr>,
    /// Whether there is a `stream`, or a mistake instead of it.
    says_stream: bool,
    name: Option<LitStr>,
    version: Option<u32>,
}

impl Attributes {
    pub(crate) fn parse(attributes: &[Attribute], target: Target, problems: &mut Problems) -> Self {
        let mut parsed = Self::default();
        let items = meta::items(attributes, "event", problems);
        parsed.says_stream = items.as_ref().is_none_or(|items| meta::says(items, "stream"));
        for meta in items.iter().flatten() {
            problems.take(parsed.item(meta, target));
        }
        parsed
    }

    fn item(&mut self, meta: &Meta, target: Target) -> Result<()> {
        let refused = |message: &str| Err(Error::new_spanned(meta, message));
        match (meta::word(meta).as_str(), target) {
            ("stream", Target::Variant) => {
                refused("all variants are of one stream type: say it on the enum")
            }
            ("name", Target::Enum) => refused("`name` belongs to one event: say it on the variant"),
            ("version", Target::Enum) => {
                refused("`version` belongs to one event: say it on the variant")
            }
            ("stream", _) => {
                let stream = meta::string(meta)?;
                names::check_name("stream type", &stream)?;
                meta::once(&mut self.stream, meta, stream)
            }
            ("name", _) => meta::once(&mut self.name, meta, event_name(meta)?),
            ("version", _) => meta::once(&mut self.version, meta, meta::version(meta)?),
            _ => refused("not an attribute of an event; there are `stream`, `name` and `version`"),
        }
    }

    /// The stream type; empty after a mistake.
    pub(crate) fn stream(&self, event: &Ident, problems: &mut Problems) -> String {
        if !self.says_stream {
            let message = "the events need a stream type: add `#[event(stream = \"…\")]`";
            problems.refuse(event, message);
        }
        self.stream.as_ref().map(LitStr::value).unwrap_or_default()
    }

    /// The event type of a variant or struct.
    pub(crate) fn variant(&self, ident: &Ident, stream: &str, content: Content) -> Variant {
        let name = match &self.name {
            Some(name) if name.value().contains('.') => (name.value(), name.span()),
            Some(name) => (format!("{stream}.{}", name.value()), name.span()),
            None => {
                let name = names::snake_case(&ident.unraw().to_string());
                (format!("{stream}.{name}"), ident.span())
            }
        };
        Variant { ident: ident.clone(), name, version: self.version.unwrap_or(1), content }
    }
}

/// One part of a stored name, or the whole with its dot.
fn event_name(meta: &Meta) -> Result<LitStr> {
    let name = meta::string(meta)?;
    names::check_name("event name", &name)?;
    if name.value().split('.').any(str::is_empty) {
        let message = "a part of the event name is empty; say `name` or `stream.name`";
        return Err(Error::new_spanned(name, message));
    }
    Ok(name)
}
