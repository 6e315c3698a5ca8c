//! From the model to the implementation of `Event`.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::bindings::constructor;
use super::model::{Content, Event, Variant};
use super::{read, schema, write};

/// The implementation, with the types that payloads are written from and read into.
pub(crate) fn expand(event: &Event) -> TokenStream {
    let (ident, stream) = (&event.ident, &event.stream);
    let mirrors = event
        .variants
        .iter()
        .enumerate()
        .filter_map(|(index, variant)| mirrors(event, variant, index));
    let variants = variants(event.variants.iter().map(|variant| &variant.ident));
    let objects = event.variants.iter().filter_map(object);
    let field = schema::field(event);
    let described = event.variants.iter().map(|variant| schema::event(event, variant));
    let named = event.variants.iter().map(|variant| event_type(event, variant));
    let written =
        event.variants.iter().enumerate().map(|(index, variant)| write::arm(event, variant, index));
    let read =
        event.variants.iter().enumerate().map(|(index, variant)| read::arm(event, variant, index));
    quote! {
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, deprecated, missing_docs, unused_qualifications)]
        const _: () = {
            #(#mirrors)*

            #(#objects)*

            #field

            #[automatically_derived]
            impl ::gundb::__private::Event for #ident {
                const STREAM_TYPE: &'static ::core::primitive::str = #stream;
                const VARIANTS: &'static [&'static ::core::primitive::str] = &[#(#variants),*];

                fn describe() -> ::gundb::__private::StreamDescription {
                    ::gundb::__private::stream_description(
                        #stream,
                        ::gundb::__private::list([#(#described),*]),
                    )
                }

                fn event_type(&self) -> &'static ::core::primitive::str {
                    match self {
                        #(#named)*
                    }
                }

                fn to_payload(&self) -> ::gundb::__private::Result<::std::string::String> {
                    match self {
                        #(#written)*
                    }
                }

                fn from_payload(
                    event_type: &::core::primitive::str,
                    payload: &::core::primitive::str,
                ) -> ::gundb::__private::Result<::core::option::Option<Self>> {
                    match event_type {
                        #(#read)*
                        _ => ::core::result::Result::Ok(::core::option::Option::None),
                    }
                }
            }
        };
    }
}

/// Names of variants, as views name them.
pub(super) fn variants<'a>(idents: impl Iterator<Item = &'a Ident>) -> Vec<String> {
    idents.map(|ident| ident.unraw().to_string()).collect()
}

/// Whether what a variant wraps can be a payload; reported at its type.
fn object(variant: &Variant) -> Option<TokenStream> {
    let Content::Newtype(ty) = &variant.content else { return None };
    let message = format!(
        "a payload is a JSON object, and what `{0}` wraps is none; give it a name: `{0} {{ value: … }}`",
        variant.ident.unraw()
    );
    Some(quote_spanned! {ty.span()=>
        const _: () = {
            if !<#ty as ::gundb::__private::Field>::MAY_BE_OBJECT {
                ::core::panic!("{}", #message)
            }
        };
    })
}

fn event_type(event: &Event, variant: &Variant) -> TokenStream {
    let (constructor, name) = (constructor(event, variant), &variant.name.0);
    quote!(#constructor { .. } => #name,)
}

fn mirrors(event: &Event, variant: &Variant, index: usize) -> Option<TokenStream> {
    let Content::Fields(fields) = &variant.content else {
        return None;
    };
    let write = write::mirror(&event.ident, &variant.ident, fields, index);
    let read = read::mirror(&event.ident, fields, index);
    Some(quote!(#write #read))
}
