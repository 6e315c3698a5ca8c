//! `#[derive(Field)]`: parse → model → validate → expand.

mod expand;
mod fallback;
mod model;
mod parse;
mod validate;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// The implementation of `Field`, for an enum of `Column` too; or the mistakes and an empty
/// implementation.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    match parse::parse(input).and_then(validate::validate) {
        Ok(field) => expand::expand(&field),
        Err(mistakes) => {
            let (mistakes, fallback) = (mistakes.to_compile_error(), fallback::expand(input));
            quote!(#mistakes #fallback)
        }
    }
}
