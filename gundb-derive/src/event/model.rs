//! What `#[derive(Event)]` knows of a type.

use proc_macro2::{Ident, Span};
use syn::{Meta, Type};

use crate::serde_attrs;

/// An enum of events, or a struct that is one.
pub(crate) struct Event {
    pub(crate) ident: Ident,
    /// Stable name of the stream type.
    pub(crate) stream: String,
    pub(crate) is_struct: bool,
    /// One for a struct.
    pub(crate) variants: Vec<Variant>,
}

/// One event type.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// Stable name, and where it comes from.
    pub(crate) name: (String, Span),
    /// Schema version of the payload.
    pub(crate) version: u32,
    pub(crate) content: Content,
}

/// What the payload is made of.
pub(crate) enum Content {
    /// The object of these fields; none for a unit variant.
    Fields(Fields),
    /// The object that a value of this type is written as.
    Newtype(Type),
}

/// Fields that become an object.
pub(crate) struct Fields {
    pub(crate) fields: Vec<Field>,
    /// serde's `default` on the struct.
    pub(crate) default: Option<Meta>,
    /// serde's `deny_unknown_fields`.
    pub(crate) deny_unknown: bool,
}

/// A field and its JSON.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// Key in the JSON text.
    pub(crate) json: String,
    pub(crate) serde: serde_attrs::Field,
}
