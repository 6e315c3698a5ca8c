//! What serde reads for a struct or an enum: the names of its fields and variants with their aliases.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Field, Fields};
use super::schema::required;

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
    quote! {
        ::gundb::__private::PropertyReader {
            names: ::gundb::__private::list([#(::gundb::__private::string(#names)),*]),
            reader: #reader,
            required: #required,
        }
    }
}
