//! What all helper attributes share: `#[name(word, word = value, word(…))]`.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, ExprLit, Lit, LitStr, Meta, Path, Result, Token};

use crate::problems::Problems;

/// That of `gundb::model::limits`.
const VERSION_MAX: u32 = i32::MAX as u32;

/// The items of all attributes of this name; nothing if one of them is malformed.
pub(crate) fn items(
    attributes: &[Attribute],
    name: &str,
    problems: &mut Problems,
) -> Option<Vec<Meta>> {
    let ours = attributes.iter().filter(|attribute| attribute.path().is_ident(name));
    let parsed = ours.map(|attribute| {
        attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
    });
    let lists: Vec<_> = parsed.map(|items| problems.take(items)).collect();
    Some(lists.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Whether one of the items begins with this word.
pub(crate) fn says(items: &[Meta], word: &str) -> bool {
    items.iter().any(|item| self::word(item) == word)
}

/// The word that an item begins with; empty for a path of several words.
pub(crate) fn word(meta: &Meta) -> String {
    meta.path().get_ident().map(ToString::to_string).unwrap_or_default()
}

/// Keeps a value that may be said once.
pub(crate) fn once<T>(slot: &mut Option<T>, meta: &Meta, value: T) -> Result<()> {
    if slot.is_some() {
        return Err(Error::new_spanned(
            meta,
            format!("`{}` is said twice; once is enough", word(meta)),
        ));
    }
    *slot = Some(value);
    Ok(())
}

/// The string of `word = "string"`.
pub(crate) fn string(meta: &Meta) -> Result<LitStr> {
    match value(meta).map(ungrouped) {
        Some(Expr::Lit(ExprLit { lit: Lit::Str(string), .. })) => Ok(string.clone()),
        _ => Err(Error::new_spanned(meta, format!("say `{} = \"…\"`", word(meta)))),
    }
}

/// The number of `word = number`, from 1.
pub(crate) fn version(meta: &Meta) -> Result<u32> {
    let Some(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) = value(meta).map(ungrouped) else {
        return Err(Error::new_spanned(
            meta,
            format!("say `{} = 2` or another whole number", word(meta)),
        ));
    };
    match number.base10_parse()? {
        0 => Err(Error::new_spanned(number, "versions start at 1")),
        version if version > VERSION_MAX => {
            Err(Error::new_spanned(number, format!("versions go up to {VERSION_MAX}")))
        }
        version => Ok(version),
    }
}

/// The path of `word = path`.
pub(crate) fn path(meta: &Meta) -> Result<Path> {
    value(meta)
        .and_then(as_path)
        .ok_or_else(|| Error::new_spanned(meta, format!("say `{} = SomeType`", word(meta))))
}

/// An expression that is just a path.
pub(crate) fn as_path(expr: &Expr) -> Option<Path> {
    match ungrouped(expr) {
        Expr::Path(path) if path.qself.is_none() => Some(path.path.clone()),
        _ => None,
    }
}

/// The word of `word`, which takes nothing.
pub(crate) fn bare(meta: &Meta) -> Result<Ident> {
    match meta {
        Meta::Path(path) => path.require_ident().cloned(),
        _ => {
            let word = word(meta);
            Err(Error::new_spanned(meta, format!("`{word}` takes nothing; say just `{word}`")))
        }
    }
}

/// The value of `word = value`.
pub(crate) fn value(meta: &Meta) -> Option<&Expr> {
    match meta {
        Meta::NameValue(pair) => Some(&pair.value),
        _ => None,
    }
}

/// An expression without the invisible group that a `macro_rules!` metavariable puts around it.
pub(crate) fn ungrouped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => ungrouped(&group.expr),
        expr => expr,
    }
}

/// Refuses attributes of this name where they would have no effect.
pub(crate) fn refuse_all(
    attributes: &[Attribute],
    name: &str,
    message: &str,
    problems: &mut Problems,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        problems.refuse(&attribute.meta, message);
    }
}
