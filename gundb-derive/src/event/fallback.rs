//! After a mistake: an implementation without content, so that uses of the type are not reported.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, LitStr, parse_quote};

use super::expand::variants;
use crate::meta;
use crate::problems::Problems;

/// The empty implementation.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut generics = input.generics.clone();
    let bounds = parse_quote!(Self: ::core::marker::Send + ::core::marker::Sync + 'static);
    generics.make_where_clause().predicates.push(bounds);
    let (ident, (parameters, arguments, bounds)) = (&input.ident, generics.split_for_impl());
    let stream = meta::items(&input.attrs, "event", &mut Problems::default())
        .into_iter()
        .flatten()
        .find(|meta| meta::word(meta) == "stream")
        .and_then(|meta| meta::string(&meta).ok())
        .map_or_else(String::new, |stream: LitStr| stream.value());
    let field = matches!(input.data, Data::Struct(_)).then(|| {
        quote! {
            #[automatically_derived]
            impl #parameters ::gundb::__private::Field for #ident #arguments #bounds {
                type Base = Self;

                fn schema() -> ::gundb::__private::Schema {
                    loop {}
                }
            }
        }
    });
    let variants = match &input.data {
        Data::Enum(data) => variants(data.variants.iter().map(|variant| &variant.ident)),
        _ => Vec::new(),
    };
    quote! {
        #field

        #[allow(clippy::all)]
        #[automatically_derived]
        impl #parameters ::gundb::__private::Event for #ident #arguments #bounds {
            const STREAM_TYPE: &'static ::core::primitive::str = #stream;
            const VARIANTS: &'static [&'static ::core::primitive::str] = &[#(#variants),*];

            fn describe() -> ::gundb::__private::StreamDescription {
                loop {}
            }

            fn event_type(&self) -> &'static ::core::primitive::str {
                loop {}
            }

            fn to_payload(&self) -> ::gundb::__private::Result<::std::string::String> {
                loop {}
            }

            fn from_payload(
                _: &::core::primitive::str,
                _: &::core::primitive::str,
            ) -> ::gundb::__private::Result<::core::option::Option<Self>> {
                loop {}
            }
        }
    }
}
