//! Compile-time checks: events, variants and fields exist, and their types fit the columns.
//!
//! They stand in closures that are never called. One body for all, and one function for each kind
//! of column: so the compiler reports what is wrong with a type once.

use gundb_rules::Columns;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::model::{Column, Definition, EventName, FieldPath, KeyPart, Role, Source, Step, View};
use crate::types;

/// The checks of a view.
pub(crate) fn expand(view: &View) -> TokenStream {
    let readers = view.columns.iter().map(reader);
    let indexes = view.columns.iter().filter_map(index);
    let probes = view.columns.iter().flat_map(|column| probes(view, column));
    // Over many streams the last word on each element counts, whatever its writer had seen.
    let listed = view.columns.iter().filter(|_| !view.is_over_many_streams());
    let lists = listed.flat_map(|column| one_stream(view, column));
    let marked = view.delete.iter().chain(&view.creates).map(|event| probe(view, event, None));
    quote! {
        #(let _ = #readers;)*
        #(#indexes)*
        #(#probes)*
        #(#lists)*
        #(#marked)*
    }
}

/// The function that knows how a column's cells are read and written.
pub(crate) fn reader(column: &Column) -> TokenStream {
    let (reader, ty) = (Ident::new(column.reader(), Span::call_site()), &column.ty);
    quote!(::gundb::__private::#reader::<#ty>)
}

/// The alias of an event's type.
pub(crate) fn alias(index: usize, span: Span) -> Ident {
    format_ident!("__GundbEvent{index}", span = span)
}

const TWO_STREAMS: &str = "a list is kept by what its writers had seen of one stream, and these events belong to two stream types; \
                           let one stream type have both, or give each a column";

/// Whether the events of the column's list belong to one stream type; reported at the first that
/// does not.
fn one_stream(view: &View, column: &Column) -> Vec<TokenStream> {
    let mut listed =
        column.steps().iter().filter(|step| step.rule.columns.is_list()).map(|step| &step.event);
    let Some(first) = listed.next() else { return Vec::new() };
    let check = |other: &EventName| {
        let span = other.span();
        let (first, other) =
            (alias_of(view, first, Span::call_site()), alias_of(view, other, Span::call_site()));
        // An event whose own derive failed has no name; that is reported there.
        (first != other).then(|| {
            quote_spanned! {span=>
                const _: () = {
                    let first = <#first as ::gundb::__private::Event>::STREAM_TYPE;
                    let other = <#other as ::gundb::__private::Event>::STREAM_TYPE;
                    if !(first.is_empty() || other.is_empty() || ::gundb::__private::same_name(first, other)) {
                        ::core::panic!(#TWO_STREAMS)
                    }
                };
            }
        })
    };
    listed.filter_map(check).collect()
}

/// Which of several types has the variants that rules name without their type: found by the
/// compiler, and reported at the first rule that names one where none has it, or several have.
pub(crate) fn variants(view: &View) -> TokenStream {
    let mut searched: Vec<&EventName> = Vec::new();
    for event in view.event_names() {
        let is_searched = matches!(view.events.definition(event), Ok(Definition::OneOfSeveral));
        if is_searched && !searched.iter().any(|other| other.name == event.name) {
            searched.push(event);
        }
    }
    let types: Vec<Ident> =
        (0..view.events.paths.len()).map(|index| alias(index, Span::call_site())).collect();
    let found = searched.into_iter().map(|event| {
        let (index, of, name) = (index_of(event), found_in(event, Span::call_site()), event.text());
        let found = format_ident!("__GUNDB_FOUND_{name}", span = Span::call_site());
        let (none, several) = view.events.explanations(event);
        quote_spanned! {event.span()=>
            const #found: ::gundb::__private::Found = ::gundb::__private::variant_of(
                #name,
                &[#(<#types as ::gundb::__private::Event>::VARIANTS),*],
            );
            // A constant that fails where it is used makes errors of all its uses: a mistake is
            // reported by a constant of its own.
            const #index: ::core::primitive::usize = match #found {
                ::gundb::__private::Found::In(__gundb_index)
                | ::gundb::__private::Found::Twice(__gundb_index) => __gundb_index,
                ::gundb::__private::Found::Nowhere => 0,
            };
            const _: () = match #found {
                ::gundb::__private::Found::In(_) => (),
                ::gundb::__private::Found::Nowhere => ::core::panic!("{}", #none),
                ::gundb::__private::Found::Twice(_) => ::core::panic!("{}", #several),
            };
            type #of = <(#(#types,)*) as ::gundb::__private::Nth<#index>>::Event;
        }
    });
    found.collect()
}

/// The constant that says which of the view's types has an event.
pub(crate) fn index_of(event: &EventName) -> Ident {
    format_ident!("__GUNDB_INDEX_{}", event.text(), span = Span::call_site())
}

fn found_in(event: &EventName, span: Span) -> Ident {
    format_ident!("__GundbOf{}", event.text(), span = span)
}

/// The alias of the type that has an event.
fn alias_of(view: &View, event: &EventName, span: Span) -> Ident {
    match view.events.definition(event) {
        Ok(Definition::Struct(index) | Definition::Variant(index)) => alias(index, span),
        Ok(Definition::OneOfSeveral) | Err(_) => found_in(event, span),
    }
}

/// Whether the column's type can have an index; reported at the word that asks for one.
fn index(column: &Column) -> Option<TokenStream> {
    let word = column.unique.as_ref().or(column.index.as_ref())?;
    let ty = types::at(&column.ty, word.span());
    Some(quote_spanned!(word.span()=> let _ = ::gundb::__private::probe_index::<#ty>;))
}

fn probes(view: &View, column: &Column) -> Vec<TokenStream> {
    let call = |function: &str, bound: &Ident| types::call_for(&column.ty, function, bound);
    match &column.role {
        Role::Key(parts) => parts.iter().map(|part| key(view, part, call)).collect(),
        Role::Fold(steps) => steps.iter().map(|step| rule(view, step, call)).collect(),
        Role::StreamKey | Role::Meta(_) | Role::Code => Vec::new(),
    }
}

fn key(view: &View, part: &KeyPart, call: impl FnOnce(&str, &Ident) -> TokenStream) -> TokenStream {
    let bound = bound(part.field.last());
    let body =
        if part.is_day { plain_call("probe_day", &bound) } else { call("probe_set", &bound) };
    probe(view, &part.event, Some((&part.field, body)))
}

/// The checks of a rule's fields. Constants are checked where the view is built.
fn rule(view: &View, step: &Step, call: impl Fn(&str, &Ident) -> TokenStream) -> TokenStream {
    let fields =
        step.rule.operands.iter().zip(&step.operands).filter_map(
            |(operand, source)| match source {
                Source::Field(field) => Some((operand, field)),
                Source::Constant(_) => None,
            },
        );
    let probes: TokenStream = fields
        .map(|(operand, field)| {
            let bound = bound(field.last());
            let body = match step.rule.columns {
                _ if operand.is_compared => plain_call("probe_compared", &bound),
                Columns::Any | Columns::Ordered => call("probe_set", &bound),
                Columns::Total | Columns::Count => call("probe_number", &bound),
                Columns::Set => call("probe_element", &bound),
                Columns::Siblings => call("probe_sibling", &bound),
            };
            probe(view, &step.event, Some((field, body)))
        })
        .collect();
    if probes.is_empty() { probe(view, &step.event, None) } else { probes }
}

/// The variable that holds a field. It has the field's span, so that misfits are reported there.
fn bound(field: Span) -> Ident {
    Ident::new("__gundb_field", field)
}

fn plain_call(function: &str, bound: &Ident) -> TokenStream {
    let function = Ident::new(function, bound.span());
    quote_spanned!(bound.span()=> ::gundb::__private::#function(#bound))
}

/// Destructures an event, and does something with one of its fields.
fn probe(view: &View, event: &EventName, field: Option<(&FieldPath, TokenStream)>) -> TokenStream {
    let variant = match view.events.definition(event) {
        Ok(Definition::Struct(_)) => None,
        _ => Some(&event.name).map(|name| quote!(::#name)),
    };
    let (alias, alias_here) =
        (alias_of(view, event, Span::call_site()), alias_of(view, event, event.span()));
    let (field, body) = field.unzip();
    let (member, steps) = field.map(FieldPath::way).unzip();
    quote! {
        let _ = |event: &#alias| {
            if let #alias_here #variant { #member .. } = event {
                #steps
                #body
            }
        };
    }
}

impl FieldPath {
    /// The span of its last step.
    fn last(&self) -> Span {
        self.names.last().map_or_else(Span::call_site, Ident::span)
    }

    /// The member of the event in a pattern, and the steps from it to the field.
    fn way(&self) -> (TokenStream, TokenStream) {
        let mut members = self.names.iter().map(|name| (name.to_token_stream(), name.span()));
        let newtype = self.newtype.as_ref().map(|index| (index.to_token_stream(), index.span));
        let Some((first, mut here)) = newtype.or_else(|| members.next()) else {
            return Default::default();
        };
        let (start, mut steps) = (bound(here), TokenStream::new());
        for (name, span) in members {
            let (outer, inner) = (bound(here), bound(span));
            steps.extend(quote_spanned! {span=>
                let #inner = &::gundb::__private::inside(#outer).#name;
            });
            here = span;
        }
        (quote!(#first: #start,), steps)
    }
}
