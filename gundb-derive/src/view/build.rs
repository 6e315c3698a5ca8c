//! Calls of the view builder: a column, its key parts, its rules.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Type;

use super::model::{Column, Definition, EventName, KeyPart, Meta, Role, Source, Step, View};
use super::{check, constant};

/// The builder calls of a column.
pub(crate) fn column(view: &View, column: &Column) -> TokenStream {
    let Column { ty, name, index, unique, default, role, .. } = column;
    let role = match role {
        Role::StreamKey => quote!(.stream_key()),
        Role::Key(parts) => parts.iter().map(|part| key_part(view, part)).collect(),
        Role::Fold(steps) => steps.iter().map(|step| self::step(view, step, ty)).collect(),
        Role::Code => quote!(.by_code()),
        Role::Meta(meta) => {
            let meta = format_ident!(
                "{}",
                match meta {
                    Meta::CreatedAt => "CreatedAt",
                    Meta::UpdatedAt => "UpdatedAt",
                    Meta::Version => "Version",
                    Meta::Clock => "Clock",
                }
            );
            quote!(.meta(::gundb::__private::Meta::#meta))
        }
    };
    let index = index.as_ref().map(|_| quote!(.index()));
    let unique = unique.as_ref().map(|_| quote!(.unique()));
    let default = default
        .as_ref()
        .map(|value| constant::cell(value, ty))
        .map(|value| quote!(.default(#value)));
    quote!(.column::<#ty>(#name) #index #unique #default #role)
}

fn key_part(view: &View, part: &KeyPart) -> TokenStream {
    let (event, field) = (event(view, &part.event), part.field.to_strings());
    let transform = if part.is_day { quote!(Day) } else { quote!(None) };
    quote!(.key_part(#event, &[#(#field),*], ::gundb::__private::Transform::#transform))
}

fn step(view: &View, step: &Step, ty: &Type) -> TokenStream {
    let (rule, event) = (step.rule.name, event(view, &step.event));
    let operands = step.operands.iter().map(|operand| match operand {
        Source::Field(field) => {
            let field = field.to_strings();
            quote!(::gundb::__private::RuleOperand::field(&[#(#field),*]))
        }
        Source::Constant(value) => constant::operand(step.rule, value, ty),
    });
    quote!(.rule(#rule, #event, ::gundb::__private::list([#(#operands),*])))
}

/// An event as the builder takes it: the index of its type among the view's, and its name there.
pub(crate) fn event(view: &View, event: &EventName) -> TokenStream {
    let name = event.text();
    match view.events.definition(event) {
        Ok(Definition::Struct(index) | Definition::Variant(index)) => quote!((#index, #name)),
        Ok(Definition::OneOfSeveral) | Err(_) => {
            let index = check::index_of(event);
            quote!((#index, #name))
        }
    }
}
