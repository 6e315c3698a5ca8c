//! serde's attributes, as far as they shape an event's payload.
//!
//! What shapes it is honoured, what names or tags variants is ignored (stored names are ours), what
//! a payload can't be read or described with is refused.

mod case;
mod container;
mod field;

use syn::{Error, LitStr, Meta, Result, Token};

pub(crate) use case::Case;
pub(crate) use container::{Container, Target};
pub(crate) use field::Field;

use crate::meta;

/// The string of `word = "…"`, or of `word(serialize = "…", deserialize = "…")` where both are
/// equal.
fn same_both_ways(meta: &Meta) -> Result<LitStr> {
    let Meta::List(list) = meta else {
        return meta::string(meta);
    };
    let both =
        list.parse_args_with(syn::punctuated::Punctuated::<Meta, Token![,]>::parse_terminated)?;
    let mut strings = both.iter().map(meta::string).collect::<Result<Vec<_>>>()?;
    match (strings.pop(), strings.pop()) {
        (Some(one), Some(other)) if one.value() == other.value() && strings.is_empty() => Ok(one),
        _ => Err(Error::new_spanned(
            meta,
            format!(
                "a payload is read as it is written: say `{} = \"…\"`, one name for both ways",
                meta::word(meta)
            ),
        )),
    }
}

fn refused(meta: &Meta, why: &str) -> Error {
    Error::new_spanned(
        meta,
        format!("a payload can't have `#[serde({})]`: {why}", meta::word(meta)),
    )
}

fn unknown(meta: &Meta) -> Error {
    Error::new_spanned(
        meta,
        format!(
            "GunDB does not know `#[serde({})]`, so it can't tell what the payload would be; leave it out",
            meta::word(meta)
        ),
    )
}
