//! Compile-time checks: events, variants and fields exist, and their types fit the columns.
//!
//! They stand in closures that are never called. One body for all, and one function for each kind of
//! column: so the compiler reports what is wrong with a type once.

use gundb_rules::Columns;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::model::{Column, Definition, FieldPath, KeyPart, Role, Source, Step, View};
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

/// Whether the events of the column's list belong to one stream type; reported at the first that does not.
fn one_stream(view: &View, column: &Column) -> Vec<TokenStream> {
    let definition = |step: &Step| match view.events.definition(&step.event)? {
        Definition::Struct(index) => Some((index, step.event.span())),
        Definition::Variant => None,
    };
    let steps = column.steps().iter().filter(|step| step.rule.columns.is_list());
    let mut listed = steps.filter_map(definition);
    let Some((first, _)) = listed.next() else { return Vec::new() };
    let check = |(other, span): (usize, Span)| {
        let (first, other) = (alias(first, Span::call_site()), alias(other, Span::call_site()));
        // An event whose own derive failed has no name; that is reported there.
        quote_spanned! {span=>
            const _: () = {
                let first = <#first as ::gundb::__private::Event>::STREAM_TYPE;
                let other = <#other as ::gundb::__private::Event>::STREAM_TYPE;
                if !(first.is_empty() || other.is_empty() || ::gundb::__private::same_name(first, other)) {
                    ::core::panic!(#TWO_STREAMS)
                }
            };
        }
    };
    listed.map(check).collect()
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
    let body = if part.is_day { plain_call("probe_day", &bound) } else { call("probe_set", &bound) };
    probe(view, &part.event, Some((&part.field, body)))
}

/// The checks of a rule's fields. Constants are checked where the view is built.
fn rule(view: &View, step: &Step, call: impl Fn(&str, &Ident) -> TokenStream) -> TokenStream {
    let fields = step.rule.operands.iter().zip(&step.operands).filter_map(|(operand, source)| match source {
        Source::Field(field) => Some((operand, field)),
        Source::Constant(_) => None,
    });
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

/// The variable that holds a field. It lies on the field, so that misfits are reported there.
fn bound(field: Span) -> Ident {
    Ident::new("__gundb_field", field)
}

fn plain_call(function: &str, bound: &Ident) -> TokenStream {
    let function = Ident::new(function, bound.span());
    quote_spanned!(bound.span()=> ::gundb::__private::#function(#bound))
}

/// Destructures an event, and does something with one of its fields.
fn probe(view: &View, event: &Ident, field: Option<(&FieldPath, TokenStream)>) -> TokenStream {
    let (index, variant) = match view.events.definition(event) {
        Some(Definition::Struct(index)) => (index, None),
        Some(Definition::Variant) | None => (0, Some(quote!(::#event))),
    };
    let (alias, alias_here) = (alias(index, Span::call_site()), alias(index, event.span()));
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
    /// Where its last step lies.
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
