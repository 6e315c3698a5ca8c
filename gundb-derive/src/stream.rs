//! `#[derive(Stream)]`: which events a state is folded from.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Error, LitStr, Path, Result, parse_quote};

use crate::problems::Problems;
use crate::{meta, names};

struct Stream<'a> {
    input: &'a DeriveInput,
    name: LitStr,
    event: Path,
}

/// The implementation of `Stream`; after a mistake, as much of it as is known.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    match parse(input) {
        Ok(stream) => expand(&stream),
        Err(mistakes) => {
            let (mistakes, fallback) = (mistakes.to_compile_error(), fallback(input));
            quote!(#mistakes #fallback)
        }
    }
}

fn parse(input: &DeriveInput) -> Result<Stream<'_>> {
    let mut problems = Problems::default();
    if !input.generics.params.is_empty() {
        problems.refuse(&input.generics, "the state of a stream can't have generics or lifetimes");
    }
    if let Data::Union(data) = &input.data {
        problems.refuse(
            data.union_token,
            "a union can't be the state of a stream; use a struct or an enum",
        );
    }
    let (mut name, mut event) = (None, None);
    for meta in meta::items(&input.attrs, "stream", &mut problems).into_iter().flatten() {
        problems.take(match meta::word(&meta).as_str() {
            "name" => stream_name(&meta).and_then(|value| meta::once(&mut name, &meta, value)),
            "event" => meta::path(&meta).and_then(|value| meta::once(&mut event, &meta, value)),
            _ => Err(Error::new_spanned(
                &meta,
                "not an attribute of a stream; there are `name` and `event`",
            )),
        });
    }
    let missing = match (&name, &event) {
        (None, None) => "say which stream: add `#[stream(name = \"…\", event = SomeEvent)]`",
        (None, _) => "the stream's name is missing: add `name = \"…\"` to `#[stream(…)]`",
        (_, None) => "the stream's events are missing: add `event = SomeEvent` to `#[stream(…)]`",
        _ => "",
    };
    match (problems, name, event) {
        (problems, Some(name), Some(event)) => problems.finish(Stream { input, name, event }),
        (problems, ..) => Err(problems
            .finish(())
            .err()
            .unwrap_or_else(|| Error::new_spanned(&input.ident, missing))),
    }
}

fn stream_name(meta: &syn::Meta) -> Result<LitStr> {
    let name = meta::string(meta)?;
    names::check_name("stream type", &name)?;
    Ok(name)
}

fn expand(Stream { input, name, event }: &Stream<'_>) -> TokenStream {
    let (ident, text) = (&input.ident, name.value());
    let message = format!(
        "the events of this state are not of stream type `{text}`; make `name` and their `stream` equal"
    );
    // An event whose own derive failed has no name; that is reported there.
    let check = quote_spanned! {name.span()=>
        const _: () = {
            let stream = ::gundb::__private::stream_type_of::<#ident>();
            if !(stream.is_empty() || ::gundb::__private::same_name(#text, stream)) {
                ::core::panic!(#message)
            }
        };
    };
    quote! {
        #[automatically_derived]
        impl ::gundb::__private::Stream for #ident {
            type Event = #event;
        }

        #check
    }
}

fn fallback(input: &DeriveInput) -> Option<TokenStream> {
    let items = meta::items(&input.attrs, "stream", &mut Problems::default())?;
    let event = items
        .iter()
        .find(|meta| meta::word(meta) == "event")
        .and_then(|meta| meta::path(meta).ok())?;
    let mut generics = input.generics.clone();
    generics.make_where_clause().predicates.push(parse_quote! {
        Self: ::gundb::__private::Apply<#event> + ::core::default::Default + ::core::marker::Send + 'static
    });
    let (ident, (parameters, arguments, bounds)) = (&input.ident, generics.split_for_impl());
    Some(quote! {
        #[automatically_derived]
        impl #parameters ::gundb::__private::Stream for #ident #arguments #bounds {
            type Event = #event;
        }
    })
}
