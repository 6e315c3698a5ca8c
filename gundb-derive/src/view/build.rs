//! Calls of the view builder: a column, its key parts, its rules.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Type};

use super::model::{Action, Column, KeyPart, Meta, Role, Step};
use super::operand;
use crate::types;

/// The builder calls of a column.
pub(crate) fn column(column: &Column) -> TokenStream {
    let Column { ty, name, index, unique, default, role, .. } = column;
    let role = match role {
        Role::StreamKey => quote!(.stream_key()),
        Role::Key(parts) => parts.iter().map(key_part).collect(),
        Role::Fold(steps) => steps.iter().map(|step| self::step(step, ty)).collect(),
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
    let default = default.as_ref().map(|value| constant(value, ty)).map(|value| quote!(.default(#value)));
    quote!(.column::<#ty>(#name) #index #unique #default #role)
}

fn key_part(part: &KeyPart) -> TokenStream {
    let (event, field) = (part.event.unraw().to_string(), part.field.to_strings());
    let transform = if part.is_day { quote!(Day) } else { quote!(None) };
    quote!(.key_part(#event, &[#(#field),*], ::gundb::__private::Transform::#transform))
}

fn step(step: &Step, ty: &Type) -> TokenStream {
    let (rule, event) = (&step.rule, step.event.unraw().to_string());
    match &step.action {
        Action::Field(_, field) => {
            let field = field.to_strings();
            quote!(.#rule(#event, &[#(#field),*]))
        }
        Action::SetConstant(value) => {
            let value = constant(value, ty);
            quote!(.set_constant(#event, #value))
        }
        Action::Count => quote!(.count(#event)),
    }
}

/// A constant of the column's type: a literal takes it, a path has one that fits.
fn constant(value: &Expr, ty: &Type) -> TokenStream {
    match value {
        Expr::Path(path) if operand::is_null(value) => quote!({ let null: #ty = #path; null }),
        Expr::Path(path) => types::call_for(ty, "constant", path),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let (span, ty) = (text.span(), types::at(ty, text.span()));
            quote_spanned!(span=> {
                const TEXT: ::gundb::__private::Text = ::gundb::__private::text::<#ty>(#text);
                TEXT
            })
        }
        literal => base_constant(literal, ty),
    }
}

fn base_constant(value: impl ToTokens, ty: &Type) -> TokenStream {
    let base = quote_spanned!(ty.span()=> <#ty as ::gundb::__private::Column>::Base);
    quote!({ let constant: #base = #value; constant })
}
