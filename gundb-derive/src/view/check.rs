//! Compile-time checks: events, variants and fields exist, and their types fit the columns.
//!
//! They stand in closures that are never called. One body for all, and one function for each kind of
//! column: so the compiler reports what is wrong with a type once.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::model::{Action, Column, Definition, KeyPart, Role, Step, View};
use crate::types;

/// The checks of a view.
pub(crate) fn expand(view: &View) -> TokenStream {
    let readers = view.columns.iter().map(reader);
    let probes = view.columns.iter().flat_map(|column| probes(view, column));
    let deleted = view.delete.iter().map(|event| probe(view, event, None));
    quote! {
        #(let _ = #readers;)*
        #(#probes)*
        #(#deleted)*
    }
}

/// The function that reads a column's cells.
pub(crate) fn reader(column: &Column) -> TokenStream {
    let (reader, ty) = (Ident::new(column.role.reader(), Span::call_site()), &column.ty);
    quote!(::gundb::__private::#reader::<#ty>)
}

/// The alias of an event's type.
pub(crate) fn alias(index: usize, span: Span) -> Ident {
    format_ident!("__GundbEvent{index}", span = span)
}

fn probes(view: &View, column: &Column) -> Vec<TokenStream> {
    let set = |bound: &Ident| types::call_for(&column.ty, "probe_set", bound);
    match &column.role {
        Role::Key(parts) => parts.iter().map(|part| key(view, part, set)).collect(),
        Role::Fold(steps) => steps.iter().map(|step| rule(view, step, set)).collect(),
        Role::StreamKey | Role::Meta(_) => Vec::new(),
    }
}

fn key(view: &View, part: &KeyPart, set: impl FnOnce(&Ident) -> TokenStream) -> TokenStream {
    let bound = bound(&part.field);
    let body = if part.is_day { call("probe_day", &bound) } else { set(&bound) };
    probe(view, &part.event, Some((&part.field, body)))
}

fn rule(view: &View, step: &Step, set: impl FnOnce(&Ident) -> TokenStream) -> TokenStream {
    let (field, body) = match &step.action {
        Action::Set(field) | Action::First(field) => (field, set(&bound(field))),
        Action::Add(field) | Action::Sub(field) => (field, call("probe_number", &bound(field))),
        Action::SetConstant(_) | Action::Count => return probe(view, &step.event, None),
    };
    probe(view, &step.event, Some((field, body)))
}

/// The variable that holds a field. It lies on the field, so that misfits are reported there.
fn bound(field: &Ident) -> Ident {
    Ident::new("__gundb_field", field.span())
}

fn call(function: &str, bound: &Ident) -> TokenStream {
    let function = Ident::new(function, bound.span());
    quote_spanned!(bound.span()=> ::gundb::__private::#function(#bound))
}

/// Destructures an event, and does something with one of its fields.
fn probe(view: &View, event: &Ident, field: Option<(&Ident, TokenStream)>) -> TokenStream {
    let (index, variant) = match view.events.definition(event) {
        Some(Definition::Struct(index)) => (index, None),
        Some(Definition::Variant) | None => (0, Some(quote!(::#event))),
    };
    let (alias, alias_here) = (alias(index, Span::call_site()), alias(index, event.span()));
    let (member, body) = field.unzip();
    let member = member.map(|field| (field, bound(field))).map(|(field, bound)| quote!(#field: #bound,));
    quote! {
        let _ = |event: &#alias| {
            if let #alias_here #variant { #member .. } = event {
                #body
            }
        };
    }
}
