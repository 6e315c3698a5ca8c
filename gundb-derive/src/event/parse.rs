//! From the type's tokens to the model.

use syn::{Data, DataEnum, DeriveInput, Result};

use super::attributes::Attributes;
use super::content::{self, Around};
use super::model::{Event, Variant};
use crate::problems::Problems;
use crate::serde_attrs::{Container, Target};

/// The model of a type.
pub(crate) fn parse(input: &DeriveInput) -> Result<Event> {
    let mut problems = Problems::default();
    if !input.generics.params.is_empty() {
        let message =
            "an event type can't have generics or lifetimes: it is stored, and has one name";
        problems.refuse(&input.generics, message);
    }
    let is_struct = !matches!(input.data, Data::Enum(_));
    let target = if is_struct { Target::Struct } else { Target::Enum };
    let attributes = Attributes::parse(&input.attrs, target, &mut problems);
    let stream = attributes.stream(&input.ident, &mut problems);
    let serde = Container::parse(&input.attrs, target, &mut problems);
    let variants = match &input.data {
        Data::Enum(data) => of_enum(input, data, &stream, &serde, &mut problems),
        Data::Struct(data) => {
            let around = Around::a_struct(&serde);
            content::refuse_itself(&input.ident, &data.fields, &mut problems);
            let content = content::of_struct(&input.ident, &data.fields, &around, &mut problems);
            let variant = content.map(|content| attributes.variant(&input.ident, &stream, content));
            variant.into_iter().collect()
        }
        Data::Union(data) => {
            problems.refuse(data.union_token, "a union can't be an event; use an enum or a struct");
            Vec::new()
        }
    };
    let ident = input.ident.clone();
    problems.finish(Event { ident, stream, is_struct, variants })
}

fn of_enum(
    input: &DeriveInput,
    data: &DataEnum,
    stream: &str,
    serde: &Container,
    problems: &mut Problems,
) -> Vec<Variant> {
    if data.variants.is_empty() {
        problems.refuse(&input.ident, "an event enum needs at least one variant");
    }
    let variants = data.variants.iter().filter_map(|variant| {
        let attributes = Attributes::parse(&variant.attrs, Target::Variant, problems);
        let own = Container::parse(&variant.attrs, Target::Variant, problems);
        let around = Around::a_variant(&own, serde);
        let content = content::of_variant(&variant.ident, &variant.fields, &around, problems)?;
        Some(attributes.variant(&variant.ident, stream, content))
    });
    variants.collect()
}
