//! After a mistake: an implementation without content, so that uses of the type are not reported.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, parse_quote};

use super::constants::{self, Constant};

/// The empty implementation, and the column constants.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut generics = input.generics.clone();
    let bounds = parse_quote!(Self: ::core::marker::Send + ::core::marker::Sync + 'static);
    generics.make_where_clause().predicates.push(bounds);
    let (ident, (parameters, arguments, bounds)) = (&input.ident, generics.split_for_impl());
    let constants = match &input.data {
        Data::Struct(data) if input.generics.params.is_empty() => {
            Some(constants(ident.clone(), &data.fields))
        }
        _ => None,
    };
    quote! {
        #constants

        #[allow(clippy::all)]
        #[automatically_derived]
        impl #parameters ::gundb::__private::View for #ident #arguments #bounds {
            const TABLE: &'static ::core::primitive::str = "";

            fn describe() -> ::gundb::__private::Result<::gundb::__private::ViewModel> {
                loop {}
            }

            fn into_cells(self) -> ::std::vec::Vec<::gundb::__private::Value> {
                loop {}
            }

            fn from_cells(_: ::std::vec::Vec<::gundb::__private::Value>) -> ::gundb::__private::Result<Self> {
                loop {}
            }
        }
    }
}

fn constants(ident: proc_macro2::Ident, fields: &Fields) -> TokenStream {
    let constants = fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        Some(Constant {
            field: ident,
            visibility: &field.vis,
            ty: &field.ty,
            name: ident.unraw().to_string(),
        })
    });
    constants::expand(ident, constants)
}
