//! What serde reads for a struct or an enum: the names of its fields and variants with their
//! aliases.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ExprPath, LitStr, Meta};

use super::model::{Field, Fields};
use super::required::required;
use crate::meta;

/// The `Reader` of an object.
pub(crate) fn object(fields: &Fields) -> TokenStream {
    let properties = fields.fields.iter().map(|field| property(field, fields));
    let deny_unknown = fields.deny_unknown;
    quote! {
        ::gundb::__private::Reader::Object {
            properties: ::gundb::__private::list([#(#properties),*]),
            deny_unknown: #deny_unknown,
        }
    }
}

/// The `Reader` of an enum's names.
pub(crate) fn names<'a>(names: impl Iterator<Item = &'a String>) -> TokenStream {
    quote!(::gundb::__private::Reader::Names(::gundb::__private::list([#(::gundb::__private::string(#names)),*])))
}

fn property(field: &Field, fields: &Fields) -> TokenStream {
    let Field { json, ty, serde, .. } = field;
    let (names, required) = ([json].into_iter().chain(&serde.aliases), required(field, fields));
    // What a function of the user's reads is not known.
    let reader = match serde.is_custom() {
        true => quote!(::gundb::__private::Reader::Leaf(::gundb::__private::Schema::Any)),
        false => quote!(<#ty as ::gundb::__private::Field>::reader()),
    };
    let default = default(field, fields);
    quote! {
        ::gundb::__private::PropertyReader {
            names: ::gundb::__private::list([#(::gundb::__private::string(#names)),*]),
            reader: #reader,
            required: #required,
            default: #default,
        }
    }
}

/// What serde takes a missing field for: its own default, or what the default of the whole struct
/// has there. What functions of the user's write is not known.
fn default(Field { ident, ty, serde, .. }: &Field, fields: &Fields) -> TokenStream {
    let value = match (&serde.default, &fields.default) {
        _ if serde.is_custom() => return quote!(::core::option::Option::None),
        (Some(own), _) => called(own, &quote!(#ty)),
        (None, Some(whole)) => {
            let whole = called(whole, &quote!(Self));
            quote!(#whole.#ident)
        }
        (None, None) => return quote!(::core::option::Option::None),
    };
    quote!(::gundb::__private::default_json(&#value))
}

/// The value of `#[serde(default)]`, or of `#[serde(default = "path")]`.
fn called(default: &Meta, ty: &TokenStream) -> TokenStream {
    match meta::string(default).and_then(|path: LitStr| path.parse::<ExprPath>()) {
        Ok(path) => quote!(#path()),
        Err(_) => quote!(<#ty as ::core::default::Default>::default()),
    }
}
