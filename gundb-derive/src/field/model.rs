//! What `#[derive(Field)]` knows of a type.

use proc_macro2::Ident;

use crate::event::model::Fields;

/// A type that can be a field of an event.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) shape: Shape,
}

/// What serde makes of it.
pub(crate) enum Shape {
    /// A struct: an object.
    Object(Box<Fields>),
    /// An enum of unit variants: a string.
    Names(Vec<Name>),
}

/// A unit variant.
pub(crate) struct Name {
    pub(crate) ident: Ident,
    pub(crate) json: String,
    /// Other strings that are read for it.
    pub(crate) aliases: Vec<String>,
    /// Whether it is marked `#[default]`.
    pub(crate) is_default: bool,
}
