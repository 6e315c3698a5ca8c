//! `#[derive(View)]`: parse → model → validate → expand.

mod build;
mod check;
mod column;
mod constant;
mod constants;
mod events;
mod expand;
mod fallback;
mod lists;
mod many_streams;
mod marks;
mod model;
mod operand;
mod operands;
mod parse;
mod role;
mod table;
mod validate;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// The implementation of `View` and the column constants, or the mistakes and an empty
/// implementation.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    match parse::parse(input).and_then(validate::validate) {
        Ok(view) => expand::expand(&view),
        Err(mistakes) => {
            let (mistakes, fallback) = (mistakes.to_compile_error(), fallback::expand(input));
            quote!(#mistakes #fallback)
        }
    }
}
