//! The description of an event type: its payload's schema and its fields' names.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use super::model::{Content, Event, Field, Fields, Variant};
use super::reader;
use super::required::required;

/// The `EventDescription` of a variant.
pub(crate) fn event(event: &Event, variant: &Variant) -> TokenStream {
    let Variant { ident, name: (name, _), version, content } = variant;
    let ident = ident.unraw().to_string();
    let (schema, fields, reader) = match content {
        Content::Newtype(ty) => {
            (schema_of(ty), quote!(<#ty as ::gundb::__private::Field>::fields()), reader_of(ty))
        }
        Content::Fields(fields) if event.is_struct && !fields.fields.is_empty() => {
            let own = syn::parse_quote!(Self);
            (schema_of(&own), names(fields), reader_of(&own))
        }
        Content::Fields(fields) => (object(fields), names(fields), reader::object(fields)),
    };
    quote! {
        ::gundb::__private::event_description(#name, #version, #schema, #ident, #fields, #reader)
    }
}

/// `Field` for a struct with fields, so that a variant can wrap it.
pub(crate) fn field(event: &Event) -> Option<TokenStream> {
    let (ident, [Variant { content: Content::Fields(fields), .. }]) =
        (&event.ident, event.variants.as_slice())
    else {
        return None;
    };
    (event.is_struct && !fields.fields.is_empty()).then(|| field_of(ident, fields))
}

/// `Field` for a struct.
pub(crate) fn field_of(ident: &Ident, fields: &Fields) -> TokenStream {
    let (schema, names, reader) = (object(fields), names(fields), reader::object(fields));
    quote! {
        #[automatically_derived]
        impl ::gundb::__private::Field for #ident {
            type Base = Self;

            fn schema() -> ::gundb::__private::Schema {
                #schema
            }

            fn reader() -> ::gundb::__private::Reader {
                #reader
            }

            fn fields() -> ::std::vec::Vec<::gundb::__private::FieldName> {
                #names
            }
        }

        #[automatically_derived]
        impl ::gundb::__private::Fits<::gundb::__private::AnyJson> for #ident {}

        #[automatically_derived]
        impl ::gundb::__private::Elements<Self> for #ident {}
    }
}

fn object(fields: &Fields) -> TokenStream {
    let properties = fields.fields.iter().map(|field| property(field, fields));
    quote!(::gundb::__private::Schema::Object(::gundb::__private::list([#(#properties),*])))
}

fn property(field: &Field, fields: &Fields) -> TokenStream {
    let Field { json, ty, serde, .. } = field;
    let required = required(field, fields);
    let schema =
        if serde.is_custom() { quote!(::gundb::__private::Schema::Any) } else { schema_of(ty) };
    quote! {
        ::gundb::__private::property(#json, #schema, #required)
    }
}

fn reader_of(ty: &syn::Type) -> TokenStream {
    quote!(<#ty as ::gundb::__private::Field>::reader())
}

fn schema_of(ty: &syn::Type) -> TokenStream {
    quote!(<#ty as ::gundb::__private::Field>::schema())
}

fn names(fields: &Fields) -> TokenStream {
    let names = fields.fields.iter().map(|Field { ident, json, ty, serde }| {
        let inside = if serde.is_custom() {
            quote!(::std::vec::Vec::new())
        } else {
            quote!(<#ty as ::gundb::__private::Field>::fields())
        };
        let rust = ident.unraw().to_string();
        quote! {
            ::gundb::__private::field_name(#rust, #json, #inside)
        }
    });
    quote!(::gundb::__private::list([#(#names),*]))
}
