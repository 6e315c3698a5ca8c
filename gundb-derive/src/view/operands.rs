//! Lists of operands, and what each word makes of one.

use syn::punctuated::Punctuated;
use syn::{Error, Meta, Result, Token};

use super::model::{EventName, FieldPath, KeyPart};
use super::operand::Operand;
use crate::meta;

/// The operands of `word(…)`: at least one.
pub(crate) fn operands(meta: &Meta) -> Result<Vec<Operand>> {
    let word = meta::word(meta);
    let Meta::List(list) = meta else {
        return Err(Error::new_spanned(
            meta,
            format!("say of which events: `{word}({})`", example(&word)),
        ));
    };
    let operands = list.parse_args_with(Punctuated::<Operand, Token![,]>::parse_terminated)?;
    if operands.is_empty() {
        return Err(Error::new_spanned(
            meta,
            format!("`{word}` is empty; say `{word}({})`", example(&word)),
        ));
    }
    Ok(operands.into_iter().collect())
}

fn example(word: &str) -> &'static str {
    match gundb_rules::rule(word) {
        Some(rule) if rule.operands.is_empty() => "Event, …",
        Some(rule) if rule.operands.len() > 1 => "Event.at, Event.value, …",
        None if matches!(word, "delete" | "creates") => "Event, …",
        _ => "Event.field, …",
    }
}

impl Operand {
    /// The event and the field of `Event.field`.
    pub(crate) fn into_field(self, word: &str) -> Result<(EventName, FieldPath)> {
        match self {
            Self::Field(event, field) => Ok((event, field)),
            Self::Constant(..) => {
                Err(self.error(format!("`{word}` takes a field of an event: `Event.field`")))
            }
            Self::Day(..) => {
                Err(self.error("`day` makes keys of times; it stands in `key(…)` only"))
            }
            Self::Event(event) => {
                let constant = match gundb_rules::rule(word) {
                    Some(_) => format!(", or a constant: `{event} = 1`"),
                    None => String::new(),
                };
                Err(Error::new_spanned(
                    &event,
                    format!("which field? say `{event}.field`{constant}"),
                ))
            }
        }
    }

    /// The event of `Event`.
    pub(crate) fn into_event(self, word: &str) -> Result<EventName> {
        match self {
            Self::Event(event) => Ok(event),
            other => {
                Err(other
                    .error(format!("`{word}` takes events without fields: `{word}(Event, …)`")))
            }
        }
    }

    /// The part of a key of `Event.field` or `day(Event.field)`.
    pub(crate) fn into_key_part(self) -> Result<KeyPart> {
        match self {
            Self::Day(event, field) => Ok(KeyPart { event, field, is_day: true }),
            other => other.into_field("key").map(|(event, field)| KeyPart {
                event,
                field,
                is_day: false,
            }),
        }
    }

    fn error(&self, message: impl std::fmt::Display) -> Error {
        Error::new_spanned(self, message)
    }
}
