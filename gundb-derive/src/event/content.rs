//! From a variant's or struct's fields to the content of a payload.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Fields as Syntax, Meta, Type};

use super::model::{Content, Field, Fields};
use crate::problems::Problems;
use crate::serde_attrs::{self, Case, Container};
use crate::{meta, types};

const CONTAINS_ITSELF: &str = "a payload can't contain itself: its schema would have no end";

/// What serde's attributes around the fields say.
pub(crate) struct Around<'a> {
    case: Case,
    default: Option<&'a Meta>,
    deny_unknown: bool,
}

impl<'a> Around<'a> {
    pub(crate) fn a_struct(serde: &'a Container) -> Self {
        Self {
            case: serde.rename_all.unwrap_or_default(),
            default: serde.default.as_ref(),
            deny_unknown: serde.deny_unknown_fields,
        }
    }

    pub(crate) fn a_variant(own: &Container, outer: &'a Container) -> Self {
        let case = own.rename_all.or(outer.rename_all_fields);
        Self { case: case.unwrap_or_default(), ..Self::a_struct(outer) }
    }
}

/// The content of a variant.
pub(crate) fn of_variant(
    ident: &Ident,
    fields: &Syntax,
    around: &Around<'_>,
    problems: &mut Problems,
) -> Option<Content> {
    match fields {
        Syntax::Unnamed(unnamed) if unnamed.unnamed.len() == 1 => {
            let field = &unnamed.unnamed[0];
            let message = "the struct inside says this; an attribute here has no effect";
            meta::refuse_all(&field.attrs, "serde", message, problems);
            meta::refuse_all(&field.attrs, "event", message, problems);
            Some(Content::Newtype(owned(&field.ty, problems)?))
        }
        Syntax::Unnamed(unnamed) => {
            problems.refuse(
                unnamed,
                "an event's fields have names: a payload is a JSON object; say { name: Type }",
            );
            None
        }
        fields => of_struct(ident, fields, around, problems),
    }
}

/// The content of a struct.
pub(crate) fn of_struct(
    ident: &Ident,
    fields: &Syntax,
    around: &Around<'_>,
    problems: &mut Problems,
) -> Option<Content> {
    if let Syntax::Unnamed(unnamed) = fields {
        problems
            .refuse(unnamed, format!("`{ident}` needs named fields: a payload is a JSON object"));
        return None;
    }
    let parsed = fields.iter().filter_map(|field| self::field(field, around.case, problems));
    let fields = parsed.collect();
    let default = around.default.cloned();
    Some(Content::Fields(Fields { fields, default, deny_unknown: around.deny_unknown }))
}

/// Refuses fields that name the struct they are in.
pub(crate) fn refuse_itself(ident: &Ident, fields: &Syntax, problems: &mut Problems) {
    for field in fields.iter().filter(|field| types::names(&field.ty, ident)) {
        problems.refuse(&field.ty, CONTAINS_ITSELF);
    }
}

fn field(field: &syn::Field, case: Case, problems: &mut Problems) -> Option<Field> {
    meta::refuse_all(
        &field.attrs,
        "event",
        "`#[event(…)]` says nothing about fields; use serde's attributes",
        problems,
    );
    let serde = serde_attrs::Field::parse(&field.attrs, problems);
    let ident = field.ident.clone()?;
    let json = serde.rename.clone().unwrap_or_else(|| case.apply(&ident.unraw().to_string()));
    Some(Field { ident, ty: owned(&field.ty, problems)?, json, serde })
}

fn owned(ty: &Type, problems: &mut Problems) -> Option<Type> {
    if types::is_reference(ty) {
        problems
            .refuse(ty, "events own their data: use an owned type, such as `String` for `&str`");
        return None;
    }
    if types::names_self(ty) {
        problems.refuse(ty, CONTAINS_ITSELF);
        return None;
    }
    Some(ty.clone())
}
