//! `#[derive(Event)]`: parse → model → validate → expand.

mod attributes;
mod bindings;
pub(crate) mod content;
mod expand;
mod fallback;
pub(crate) mod model;
mod parse;
mod read;
pub(crate) mod reader;
mod required;
pub(crate) mod schema;
pub(crate) mod validate;
mod write;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// The implementation of `Event`, or the mistakes and an empty implementation.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    match parse::parse(input).and_then(validate::validate) {
        Ok(event) => expand::expand(&event),
        Err(mistakes) => {
            let (mistakes, fallback) = (mistakes.to_compile_error(), fallback::expand(input));
            quote!(#mistakes #fallback)
        }
    }
}
