//! Which fields serde needs.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Field, Fields};
use crate::types;

/// Whether serde needs the field's key.
pub(super) fn required(Field { ty, serde, .. }: &Field, fields: &Fields) -> TokenStream {
    if serde.default.is_some() || fields.default.is_some() {
        quote!(false)
    } else if serde.is_custom() {
        let is_filled_in = types::is_option(ty) && serde.deserialize_with.is_none();
        quote!(!#is_filled_in)
    } else {
        quote!(!<#ty as ::gundb::__private::Field>::OPTIONAL)
    }
}
