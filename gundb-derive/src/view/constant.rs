//! Constants in rules and defaults, checked by the compiler at their token.

use gundb_rules::{Columns, Rule};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Type};

use super::operand;
use crate::types;

/// A constant as the operand of a rule.
pub(crate) fn operand(rule: &Rule, value: &Expr, ty: &Type) -> TokenStream {
    match rule.columns {
        Columns::Any | Columns::Total | Columns::Count | Columns::Ordered => {
            let cell = cell(value, ty);
            quote!(::gundb::__private::RuleOperand::cell(#cell))
        }
        Columns::Set => inside(value, ty, "Set", "Element", "element"),
        Columns::Siblings => inside(value, ty, "Concurrent", "Value", "sibling"),
    }
}

/// A constant of the column's type: a literal takes it, a path has one that fits.
pub(crate) fn cell(value: &Expr, ty: &Type) -> TokenStream {
    match value {
        Expr::Path(path) if operand::is_null(value) => quote!({ let null: #ty = #path; null }),
        Expr::Path(path) => types::call_for(ty, "constant", path),
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let (span, ty) = (text.span(), types::at(ty, text.span()));
            quote_spanned!(span=> {
                const TEXT: ::gundb::__private::Text = ::gundb::__private::text::<#ty>(#text);
                TEXT
            })
        }
        literal => {
            let base = quote_spanned!(ty.span()=> <#ty as ::gundb::__private::Column>::Base);
            quote!({ let constant: #base = #literal; constant })
        }
    }
}

/// A constant of the type inside the column's list: an element, or one of siblings. `list` is the
/// trait of the column's type, `item` its name for the type inside, `check` the function that
/// checks what a path names.
fn inside(value: &Expr, ty: &Type, list: &str, item: &str, check: &str) -> TokenStream {
    let at = |span| (Ident::new(list, span), Ident::new(item, span));
    match value {
        Expr::Path(_) if operand::is_null(value) => {
            quote!(::gundb::__private::RuleOperand::value(&()))
        }
        Expr::Path(path) => {
            let checked = types::call_for(ty, check, path);
            quote!(::gundb::__private::RuleOperand::value(&#checked))
        }
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let (span, ty) = (text.span(), types::at(ty, text.span()));
            let (list, item) = at(span);
            let inner = quote_spanned!(span=> <#ty as ::gundb::__private::#list>::#item);
            quote_spanned!(span=> ::gundb::__private::RuleOperand::cell({
                const TEXT: ::gundb::__private::Text = ::gundb::__private::text_inside::<#inner>(#text);
                TEXT
            }))
        }
        literal => {
            let (list, item) = at(ty.span());
            let inner = quote_spanned!(ty.span()=> <#ty as ::gundb::__private::#list>::#item);
            quote!(::gundb::__private::RuleOperand::value(&{ let constant: #inner = #literal; constant }))
        }
    }
}
