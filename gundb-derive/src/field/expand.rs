//! From the model to the implementations.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use super::model::{Field, Name, Shape};
use crate::event::{reader, schema};

/// `Field`, and what lets views use it.
pub(crate) fn expand(field: &Field) -> TokenStream {
    let ident = &field.ident;
    let implementations = match &field.shape {
        Shape::Object(fields) => schema::field_of(ident, fields),
        Shape::Names(names) => {
            let (field, column, marks) =
                (field_of(ident, names), column(ident, names), marks(ident));
            quote!(#field #column #marks)
        }
    };
    quote! {
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, deprecated, unused_qualifications)]
        const _: () = {
            #implementations
        };
    }
}

fn field_of(ident: &Ident, names: &[Name]) -> TokenStream {
    let reader =
        reader::names(names.iter().flat_map(|name| [&name.json].into_iter().chain(&name.aliases)));
    let names = names.iter().map(|name| &name.json);
    quote! {
        #[automatically_derived]
        impl ::gundb::__private::Field for #ident {
            type Base = Self;
            const MAY_BE_OBJECT: bool = false;

            fn reader() -> ::gundb::__private::Reader {
                #reader
            }

            fn schema() -> ::gundb::__private::Schema {
                ::gundb::__private::Schema::Enum(::gundb::__private::list([
                    #(::gundb::__private::string(#names)),*
                ]))
            }
        }
    }
}

/// `Column`: the name as text.
fn column(ident: &Ident, names: &[Name]) -> TokenStream {
    let own = ident.unraw().to_string();
    let zero = names.iter().find(|name| name.is_default).or(names.first()).map(|name| &name.json);
    let written = names.iter().map(|Name { ident, json, .. }| quote!(Self::#ident => #json));
    let read = names.iter().map(|Name { ident, json, aliases, .. }| {
        quote!(#json #(| #aliases)* => ::core::result::Result::Ok(Self::#ident))
    });
    quote! {
        #[automatically_derived]
        impl ::gundb::__private::Column for #ident {
            type Base = Self;
            const TYPE: ::gundb::__private::ColumnType = ::gundb::__private::ColumnType::Text;

            fn zero() -> ::gundb::__private::Value {
                ::gundb::__private::Value::Text(::gundb::__private::string(#zero))
            }

            fn into_value(self) -> ::gundb::__private::Value {
                ::gundb::__private::Value::Text(::gundb::__private::string(match self {
                    #(#written,)*
                }))
            }

            fn from_value(value: ::gundb::__private::Value) -> ::gundb::__private::Result<Self> {
                let name = ::gundb::__private::name_cell(value)?;
                match ::std::string::String::as_str(&name) {
                    #(#read,)*
                    other => ::core::result::Result::Err(::gundb::__private::unknown_name(#own, other)),
                }
            }
        }
    }
}

/// Where else views take it: text columns, keys, sets, indexes.
fn marks(ident: &Ident) -> TokenStream {
    let text = quote!(Fits<::std::string::String>);
    let marks = [
        text,
        quote!(Fits<::gundb::__private::AnyJson>),
        quote!(Key),
        quote!(Element),
        quote!(Indexable),
    ];
    let marks = marks.iter();
    quote! {
        #(
            #[automatically_derived]
            impl ::gundb::__private::#marks for #ident {}
        )*
    }
}
