//! What only shows once the whole model is there.

use std::collections::HashSet;

use syn::{Error, Result};

use super::model::{Content, Event, Field, Fields, Variant};
use crate::problems::Problems;
use crate::types;

/// Checks names against each other, and that every event can be read back.
pub(crate) fn validate(event: Event) -> Result<Event> {
    let mut problems = Problems::default();
    stored_names(&event.variants, &mut problems);
    for variant in &event.variants {
        if let Content::Fields(fields) = &variant.content {
            self::fields(fields, &mut problems);
        }
    }
    problems.finish(event)
}

/// Checks the fields of an object.
pub(crate) fn fields(fields: &Fields, problems: &mut Problems) {
    keys(&fields.fields, problems);
    fields.fields.iter().for_each(|field| readable(field, fields, problems));
}

fn stored_names(variants: &[Variant], problems: &mut Problems) {
    let mut seen = HashSet::new();
    for Variant { name: (name, span), .. } in variants {
        if !seen.insert(name) {
            problems.add(Error::new(
                *span,
                format!("another event is stored as `{name}` already; pin one with `name`"),
            ));
        }
    }
}

fn keys(fields: &[Field], problems: &mut Problems) {
    let mut seen = HashSet::new();
    for field in fields {
        for key in field.serde.aliases.iter().chain([&field.json]) {
            if !seen.insert(key) {
                problems.refuse(
                    &field.ident,
                    format!("another field has the JSON key `{key}` already; rename one"),
                );
            }
        }
    }
}

fn readable(field: &Field, fields: &Fields, problems: &mut Problems) {
    let Some((_, meta)) = &field.serde.skip_serializing_if else {
        return;
    };
    let is_filled_in = field.serde.default.is_some()
        || fields.default.is_some()
        || (types::is_option(&field.ty) && field.serde.deserialize_with.is_none());
    if !is_filled_in {
        problems.refuse(meta, "a skipped field could not be read back: add `#[serde(default)]`");
    }
}
