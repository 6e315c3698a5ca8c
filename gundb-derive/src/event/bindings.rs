//! Names that generated code uses for writing payloads and for reading them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::model::{Event, Variant};

/// `Self` or `Self::Variant`.
pub(crate) fn constructor(event: &Event, variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    if event.is_struct { quote!(Self) } else { quote!(Self::#ident) }
}

/// A binding for each field: `field_0`, `field_1`, ….
pub(crate) fn bindings(count: usize) -> impl Iterator<Item = Ident> {
    (0..count).map(|index| format_ident!("field_{index}", span = Span::mixed_site()))
}
