//! After a mistake: implementations without content, so that uses of the type are not reported.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

/// The empty implementations.
pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let (ident, (parameters, arguments, bounds)) = (&input.ident, input.generics.split_for_impl());
    let column = matches!(input.data, Data::Enum(_)).then(|| {
        quote! {
            #[automatically_derived]
            impl #parameters ::gundb::__private::Column for #ident #arguments #bounds {
                type Base = Self;
                const TYPE: ::gundb::__private::ColumnType = ::gundb::__private::ColumnType::Text;

                fn into_value(self) -> ::gundb::__private::Value {
                    loop {}
                }

                fn from_value(_: ::gundb::__private::Value) -> ::gundb::__private::Result<Self> {
                    loop {}
                }
            }
        }
    });
    quote! {
        #[allow(clippy::all)]
        const _: () = {
            #[automatically_derived]
            impl #parameters ::gundb::__private::Field for #ident #arguments #bounds {
                type Base = Self;

                fn schema() -> ::gundb::__private::Schema {
                    loop {}
                }
            }

            #column
        };
    }
}
