//! One operand: what stands between the commas in `key(…)`, `delete(…)` and the rules.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Lit, LitStr, Member, Result, Token, UnOp, parenthesized};

use super::model::{EventName, FieldPath};
use crate::meta;

/// One operand.
pub(crate) enum Operand {
    /// `Event`
    Event(EventName),
    /// `Event.field`
    Field(EventName, FieldPath),
    /// `Event = constant`
    Constant(EventName, Expr),
    /// `day(Event.field)`
    Day(EventName, FieldPath),
}

impl Parse for Operand {
    fn parse(input: ParseStream) -> Result<Self> {
        let event = input.parse::<EventName>()?;
        if event.name == "day" && input.peek(syn::token::Paren) {
            let inside;
            parenthesized!(inside in input);
            let event = inside.parse::<EventName>()?;
            let field = field(&inside)?;
            return if inside.is_empty() {
                Ok(Self::Day(event, field))
            } else {
                Err(inside.error("expected `)`"))
            };
        }
        if input.peek(Token![.]) {
            return Ok(Self::Field(event, field(input)?));
        }
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            return Ok(Self::Constant(event, constant(input.parse()?)?));
        }
        Ok(Self::Event(event))
    }
}

impl Parse for EventName {
    fn parse(input: ParseStream) -> Result<Self> {
        if input.peek(LitStr) {
            return Err(input.error("name the event without quotes: `Opened`, or `Opened.field`"));
        }
        // `crate` and `self` may begin a path; the last name is one that a variant or struct can
        // have.
        let (mut owner, mut name) = (Vec::new(), None);
        while name.is_none() || input.peek(Token![::]) {
            if let Some(outer) = name.take() {
                input.parse::<Token![::]>()?;
                owner.push(outer);
            }
            name = Some(if input.peek2(Token![::]) {
                Ident::parse_any(input)?
            } else {
                input.parse()?
            });
        }
        name.map(|name| Self { owner, name })
            .ok_or_else(|| input.error("expected the name of an event"))
    }
}

/// `.field`, `.field.inner`, or `.0.field` in a variant around a struct.
fn field(input: ParseStream) -> Result<FieldPath> {
    let (mut newtype, mut names) = (None, Vec::new());
    while names.is_empty() || input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        match input.parse()? {
            Member::Named(name) => names.push(name),
            Member::Unnamed(index) if index.index == 0 && newtype.is_none() && names.is_empty() => {
                if !input.peek(Token![.]) {
                    return Err(Error::new_spanned(
                        index,
                        "which field of the struct inside? say `.0.field`",
                    ));
                }
                newtype = Some(index);
            }
            Member::Unnamed(index) => {
                return Err(Error::new_spanned(index, "rules name fields; events have named ones"));
            }
        }
    }
    Ok(FieldPath { newtype, names })
}

/// A literal, a negative one, or a path.
pub(crate) fn constant(expr: Expr) -> Result<Expr> {
    let expr = meta::ungrouped(&expr);
    let is_constant = match expr {
        Expr::Lit(literal) => !matches!(literal.lit, Lit::Verbatim(_)),
        Expr::Path(_) => true,
        Expr::Unary(unary) => matches!((&unary.op, &*unary.expr), (UnOp::Neg(_), Expr::Lit(_))),
        _ => false,
    };
    if !is_constant {
        return Err(Error::new_spanned(
            expr,
            "a constant is a literal, or the path of a const or of `None`",
        ));
    }
    Ok(expr.clone())
}

/// Whether a constant is `None`; an enum of the user's may have a variant of that name.
pub(crate) fn is_null(constant: &Expr) -> bool {
    let Expr::Path(path) = constant else { return false };
    let mut from_the_end = path.path.segments.iter().rev().map(|segment| &segment.ident);
    from_the_end.next().is_some_and(|last| last == "None")
        && from_the_end.next().is_none_or(|owner| owner == "Option")
}

impl ToTokens for Operand {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Event(event) => quote!(#event),
            Self::Field(event, field) | Self::Day(event, field) => quote!(#event.#field),
            Self::Constant(event, constant) => quote!(#event = #constant),
        });
    }
}

impl ToTokens for FieldPath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (newtype, names) = (self.newtype.iter(), &self.names);
        tokens.extend(quote!(#(#newtype.)* #(#names).*));
    }
}
