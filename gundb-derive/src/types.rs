//! What is known of a type by its tokens alone.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
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
    names(ty, &Ident::new("Self", Span::call_site()))
}

/// Whether it names a type by this name alone, at any depth.
pub(crate) fn names(ty: &Type, name: &Ident) -> bool {
    fn inside(tokens: TokenStream, name: &Ident) -> bool {
        let mut is_in_path = false;
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => !std::mem::take(&mut is_in_path) && ident == *name,
            TokenTree::Group(group) => inside(group.stream(), name),
            TokenTree::Punct(punct) => {
                is_in_path = punct.as_char() == ':';
                false
            }
            TokenTree::Literal(_) => false,
        })
    }
    inside(ty.to_token_stream(), name)
}

/// A call of the function `name` of `gundb::__private` for this type:
/// `…::name::<Type, _>(argument)`.
///
/// All its tokens but the argument have the type's span, so that the compiler reports what is wrong
/// with the type once.
pub(crate) fn call_for(ty: &Type, name: &str, argument: impl ToTokens) -> TokenStream {
    let (first, last) = (ty.span(), last_span(ty.to_token_stream()));
    let name = Ident::new(name, first);
    let (start, end) =
        (quote_spanned!(first=> ::gundb::__private::#name::<), quote_spanned!(last=> >(#argument)));
    quote_spanned!(first=> #start #ty, _ #end)
}

/// The same type, all of whose tokens have this `span`: what is wrong with it is reported there.
pub(crate) fn at(ty: &Type, span: Span) -> TokenStream {
    fn moved(tokens: TokenStream, span: Span) -> TokenStream {
        let token = |mut token: TokenTree| {
            if let TokenTree::Group(group) = &token {
                token = Group::new(group.delimiter(), moved(group.stream(), span)).into();
            }
            token.set_span(token.span().located_at(span));
            token
        };
        tokens.into_iter().map(token).collect()
    }
    moved(ty.to_token_stream(), span)
}

fn last_span(tokens: TokenStream) -> Span {
    match tokens.into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => Span::call_site(),
    }
}
