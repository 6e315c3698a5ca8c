//! From the type's tokens to the model.

use syn::ext::IdentExt;
use syn::{Data, DataEnum, DataStruct, DeriveInput, Fields as Syntax, Result, Variant};

use super::model::{Field, Name, Shape};
use crate::event::content::{self, Around};
use crate::event::model::{Content, Fields};
use crate::problems::Problems;
use crate::serde_attrs::{Container, Target};

const BY_HAND: &str = "implement `gundb::model::Field` by hand and say its `Schema`";

/// The model of a type.
pub(crate) fn parse(input: &DeriveInput) -> Result<Field> {
    let mut problems = Problems::default();
    if !input.generics.params.is_empty() {
        let message =
            format!("a field's type can't have generics here: its schema would vary; {BY_HAND}");
        problems.refuse(&input.generics, message);
    }
    let shape = match &input.data {
        Data::Struct(data) => {
            of_struct(input, data, &mut problems).map(|fields| Shape::Object(Box::new(fields)))
        }
        Data::Enum(data) => Some(Shape::Names(of_enum(input, data, &mut problems))),
        Data::Union(data) => {
            problems.refuse(data.union_token, format!("serde makes nothing of a union; {BY_HAND}"));
            None
        }
    };
    let shape = shape.unwrap_or(Shape::Names(Vec::new()));
    problems.finish(Field { ident: input.ident.clone(), shape })
}

fn of_struct(input: &DeriveInput, data: &DataStruct, problems: &mut Problems) -> Option<Fields> {
    let serde = Container::parse(&input.attrs, Target::Struct, problems);
    if !matches!(data.fields, Syntax::Named(_)) {
        let message = format!("only structs with named fields can derive `Field`; {BY_HAND}");
        problems.refuse(&input.ident, message);
        return None;
    }
    content::refuse_itself(&input.ident, &data.fields, problems);
    match content::of_struct(&input.ident, &data.fields, &Around::a_struct(&serde), problems)? {
        Content::Fields(fields) => Some(fields),
        Content::Newtype(_) => None,
    }
}

fn of_enum(input: &DeriveInput, data: &DataEnum, problems: &mut Problems) -> Vec<Name> {
    let serde = Container::parse(&input.attrs, Target::Names, problems);
    if data.variants.is_empty() {
        problems.refuse(&input.ident, "an enum without variants has no values; add one");
    }
    data.variants.iter().filter_map(|variant| name(variant, &serde, problems)).collect()
}

fn name(variant: &Variant, outer: &Container, problems: &mut Problems) -> Option<Name> {
    if !matches!(variant.fields, Syntax::Unit) {
        let message =
            format!("only enums whose variants carry no data can derive `Field`; {BY_HAND}");
        problems.refuse(&variant.fields, message);
        return None;
    }
    let own = Container::parse(&variant.attrs, Target::Name, problems);
    let case = outer.rename_all.unwrap_or_default();
    Some(Name {
        json: own
            .rename
            .unwrap_or_else(|| case.apply_to_variant(&variant.ident.unraw().to_string())),
        ident: variant.ident.clone(),
        aliases: own.aliases,
        is_default: variant.attrs.iter().any(|attribute| attribute.path().is_ident("default")),
    })
}
