//! Reading a payload: a struct of the same fields with a derived `Deserialize`.
//!
//! Where it can be, it is generic over its fields' types, and they are said where it is used: so a
//! type without `Deserialize` is reported once.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{LitStr, Meta, Type};

use super::bindings::{bindings, constructor};
use super::model::{Content, Event, Field, Fields, Variant};
use crate::meta;

/// The struct.
pub(crate) fn mirror(event: &Ident, fields: &Fields, index: usize) -> TokenStream {
    let mirror = name(index);
    let parameters = parameters(fields).map(|(parameter, _)| parameter);
    let members = (0..).zip(&fields.fields).map(|(index, field)| member(field, fields, index));
    let deny = fields.deny_unknown.then(|| quote!(#[serde(deny_unknown_fields)]));
    let default = fields.default.as_ref().map(|_| quote!(#[serde(default)]));
    let default_impl = fields.default.as_ref().map(|meta| default_of(event, &mirror, fields, meta));
    quote! {
        #[derive(::gundb::__private::serde::Deserialize)]
        #[serde(crate = "::gundb::__private::serde")]
        #deny
        #default
        struct #mirror<#(#parameters),*> {
            #(#members,)*
        }

        #default_impl
    }
}

fn member(field: &Field, fields: &Fields, index: usize) -> TokenStream {
    let Field { ident, ty, json, serde } = field;
    let reading = &serde.reading;
    let ty =
        if is_generic(field, fields) { parameter(index).into_token_stream() } else { quote!(#ty) };
    quote!(#[serde(rename = #json, #(#reading),*)] #ident: #ty)
}

/// The type parameters, and what they stand for.
fn parameters(fields: &Fields) -> impl Iterator<Item = (Ident, &Type)> {
    let numbered = (0..).zip(&fields.fields).filter(|(_, field)| is_generic(field, fields));
    numbered.map(|(index, field)| (parameter(index), &field.ty))
}

/// Defaults and functions of the user's are of the very type.
fn is_generic(field: &Field, fields: &Fields) -> bool {
    fields.default.is_none()
        && field.serde.default.is_none()
        && field.serde.deserialize_with.is_none()
}

fn parameter(index: usize) -> Ident {
    format_ident!("__GundbField{index}")
}

/// What serde's `default` on the struct fills in: the fields of the event's own default.
fn default_of(event: &Ident, mirror: &Ident, fields: &Fields, meta: &Meta) -> TokenStream {
    let path = meta::string(meta).and_then(|path: LitStr| path.parse::<syn::ExprPath>());
    let own = match path {
        Ok(path) => quote!(#path()),
        Err(_) => quote!(<#event as ::core::default::Default>::default()),
    };
    let pairs = pairs(fields);
    quote! {
        #[automatically_derived]
        impl ::core::default::Default for #mirror {
            fn default() -> Self {
                let #event { #pairs } = #own;
                Self { #pairs }
            }
        }
    }
}

/// The arm of `from_payload`.
pub(crate) fn arm(event: &Event, variant: &Variant, index: usize) -> TokenStream {
    let (constructor, stored) = (constructor(event, variant), &variant.name.0);
    let decoded = match &variant.content {
        Content::Newtype(ty) => {
            quote!(#constructor(::gundb::__private::from_payload::<#ty>(event_type, payload)?))
        }
        Content::Fields(fields) => {
            let (mirror, pairs) = (name(index), pairs(fields));
            let types = parameters(fields).map(|(_, ty)| ty);
            let mirror_of = Ident::new(&mirror.to_string(), variant.ident.span());
            let ty = quote_spanned!(variant.ident.span()=> #mirror_of<#(#types),*>);
            quote!({
                let #mirror { #pairs } = ::gundb::__private::from_payload::<#ty>(event_type, payload)?;
                #constructor { #pairs }
            })
        }
    };
    quote!(#stored => ::core::result::Result::Ok(::core::option::Option::Some(#decoded)),)
}

/// `ident: binding` for each field: the same in a pattern and in an expression.
fn pairs(fields: &Fields) -> TokenStream {
    let idents = fields.fields.iter().map(|field| &field.ident);
    let bindings = bindings(fields.fields.len());
    quote!(#(#idents: #bindings,)*)
}

fn name(index: usize) -> Ident {
    format_ident!("__GundbRead{index}")
}
