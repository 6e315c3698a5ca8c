//! Rust source as the compiler sees it: without comments, and with strings apart from code.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

/// The tokens of a file, without documentation comments.
pub(super) fn tokens(source: &str) -> Vec<TokenTree> {
    without_docs(source.parse().expect("the file is Rust"))
}

/// The tokens inside a group, without documentation comments; nothing for any other token.
pub(super) fn inside(token: &TokenTree) -> Vec<TokenTree> {
    match token {
        TokenTree::Group(group) => without_docs(group.stream()),
        _ => Vec::new(),
    }
}

fn without_docs(stream: TokenStream) -> Vec<TokenTree> {
    stream.into_iter().filter(|token| !is_doc(token)).collect()
}

fn is_doc(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    group.delimiter() == Delimiter::Bracket
        && group.stream().into_iter().next().is_some_and(|first| is_ident(&first, "doc"))
}

/// Whether a token is this identifier.
pub(super) fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

/// Whether a token is this punctuation.
pub(super) fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

/// The values of all string literals, at any depth.
pub(super) fn strings(tokens: &[TokenTree]) -> Vec<String> {
    let string = |token: &TokenTree| match token {
        TokenTree::Literal(literal) => {
            let literal = syn::parse2::<LitStr>(TokenTree::from(literal.clone()).into());
            literal.map(|literal| vec![literal.value()]).unwrap_or_default()
        }
        group => strings(&inside(group)),
    };
    tokens.iter().flat_map(string).collect()
}

/// Whether an identifier occurs, at any depth.
pub(super) fn names(tokens: &[TokenTree], name: &str) -> bool {
    tokens.iter().any(|token| is_ident(token, name) || names(&inside(token), name))
}
