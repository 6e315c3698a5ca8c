//! One operand: what stands between the commas in `key(…)`, `delete(…)` and the rules.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Lit, Member, Result, Token, UnOp, parenthesized};

use crate::meta;

/// One operand.
pub(crate) enum Operand {
    /// `Event`
    Event(Ident),
    /// `Event.field`
    Field(Ident, Ident),
    /// `Event = constant`
    Constant(Ident, Expr),
    /// `day(Event.field)`
    Day(Ident, Ident),
}

impl Parse for Operand {
    fn parse(input: ParseStream) -> Result<Self> {
        let event = input.parse::<Ident>()?;
        if event == "day" && input.peek(syn::token::Paren) {
            let inside;
            parenthesized!(inside in input);
            let event = inside.parse::<Ident>()?;
            inside.parse::<Token![.]>()?;
            let field = field(&inside)?;
            return if inside.is_empty() {
                Ok(Self::Day(event, field))
            } else {
                Err(inside.error("expected `)`"))
            };
        }
        if input.peek(Token![.]) {
            input.parse::<Token![.]>()?;
            return Ok(Self::Field(event, field(input)?));
        }
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            return Ok(Self::Constant(event, constant(input.parse()?)?));
        }
        Ok(Self::Event(event))
    }
}

fn field(input: ParseStream) -> Result<Ident> {
    match input.parse()? {
        Member::Named(field) => Ok(field),
        member @ Member::Unnamed(_) => {
            Err(Error::new_spanned(member, "rules name fields; events have named ones"))
        }
    }
}

fn constant(expr: Expr) -> Result<Expr> {
    let expr = meta::ungrouped(&expr);
    let is_constant = match expr {
        Expr::Lit(literal) => !matches!(literal.lit, Lit::Verbatim(_)),
        Expr::Path(_) => true,
        Expr::Unary(unary) => matches!((&unary.op, &*unary.expr), (UnOp::Neg(_), Expr::Lit(_))),
        _ => false,
    };
    if !is_constant {
        return Err(Error::new_spanned(expr, "a constant is a literal, or the path of a const or of `None`"));
    }
    Ok(expr.clone())
}

impl ToTokens for Operand {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Event(event) => quote!(#event),
            Self::Field(event, field) => quote!(#event.#field),
            Self::Constant(event, constant) => quote!(#event = #constant),
            Self::Day(event, field) => quote!(#event.#field),
        });
    }
}
