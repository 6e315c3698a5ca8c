//! Column constants: `Row::BALANCE`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Type, Visibility};

use super::model::Column;

/// What a constant is made of.
pub(crate) struct Constant<'a> {
    pub(crate) field: &'a Ident,
    pub(crate) visibility: &'a Visibility,
    pub(crate) ty: &'a Type,
    pub(crate) name: String,
}

impl<'a> Constant<'a> {
    pub(crate) fn of(column: &'a Column) -> Self {
        let Column { field, visibility, ty, name, .. } = column;
        Self { field, visibility, ty, name: name.clone() }
    }
}

/// One constant a field, as visible as the field.
pub(crate) fn expand<'a>(
    view: Ident,
    constants: impl Iterator<Item = Constant<'a>>,
) -> TokenStream {
    let constants = constants.map(|Constant { field, visibility, ty, name }| {
        let constant =
            format_ident!("{}", field.unraw().to_string().to_uppercase(), span = field.span());
        let doc = format!("Column `{name}`.");
        quote! {
            #[doc = #doc]
            #[allow(dead_code, non_upper_case_globals, private_interfaces, unreachable_pub)]
            #visibility const #constant: ::gundb::__private::TypedColumn<Self, #ty> =
                ::gundb::__private::TypedColumn::new(#name);
        }
    });
    quote! {
        #[automatically_derived]
        impl #view {
            #(#constants)*
        }
    }
}
