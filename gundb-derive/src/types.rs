//! What can be said of a type by its tokens alone.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

/// Whether it is spelled `Option<…>`.
pub(crate) fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_option(&group.elem),
        Type::Paren(paren) => is_option(&paren.elem),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
        _ => false,
    }
}

/// Whether it borrows.
pub(crate) fn is_reference(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_reference(&group.elem),
        Type::Paren(paren) => is_reference(&paren.elem),
        Type::Reference(_) => true,
        _ => false,
    }
}

/// Whether it names `Self`.
pub(crate) fn names_self(ty: &Type) -> bool {
    fn inside(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "Self",
            TokenTree::Group(group) => inside(group.stream()),
            _ => false,
        })
    }
    inside(ty.to_token_stream())
}

/// A call of the function `name` of `gundb::__private` for this type: `…::name::<Type, _>(argument)`.
///
/// All its tokens but the argument lie on the type, so that the compiler reports what is wrong with
/// the type once.
pub(crate) fn call_for(ty: &Type, name: &str, argument: impl ToTokens) -> TokenStream {
    let (first, last) = (ty.span(), last_span(ty.to_token_stream()));
    let name = Ident::new(name, first);
    let (start, end) =
        (quote_spanned!(first=> ::gundb::__private::#name::<), quote_spanned!(last=> >(#argument)));
    quote_spanned!(first=> #start #ty, _ #end)
}

fn last_span(tokens: TokenStream) -> Span {
    match tokens.into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => Span::call_site(),
    }
}
