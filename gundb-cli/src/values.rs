//! Values of options that have a form of their own.

use gundb::{Expect, Token};
use uuid::Uuid;

/// `new`, `exists`, `any`, a version, or `@TOKEN`.
pub(crate) fn expect(text: &str) -> Result<Expect, String> {
    Ok(match text {
        "new" => Expect::New,
        "exists" => Expect::Exists,
        "any" => Expect::Any,
        _ => match text.strip_prefix('@') {
            Some(token) => Expect::At(token.parse::<Token>().map_err(|error| error.to_string())?),
            None => Expect::Exact(
                text.parse().map_err(|_| "it must be new, exists, any, a version, or @TOKEN")?,
            ),
        },
    })
}

/// An expectation as [`expect`] reads it.
pub(crate) fn shown(expect: &Expect) -> String {
    match expect {
        Expect::New => "new".to_owned(),
        Expect::Exists => "exists".to_owned(),
        Expect::Any => "any".to_owned(),
        Expect::Exact(version) => version.to_string(),
        Expect::At(token) => format!("@{token}"),
        other => other.to_string(),
    }
}

/// A UUID in any of its forms.
pub(crate) fn uuid(text: &str) -> Result<Uuid, &'static str> {
    Uuid::try_parse(text)
        .map_err(|_| "it must be a UUID, for example 9f1c7b1e-5a0d-4a39-8a52-0d2b0f6b6e01")
}

/// A count or a position: a whole number that is not negative.
pub(crate) fn number(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "it must be a whole number, 0 or more")
}

/// A character of one byte that no value needs, or `tab`.
pub(crate) fn delimiter(text: &str) -> Result<u8, &'static str> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [b'"' | b'\r' | b'\n'] => Err("quotes and line breaks can't separate columns"),
        [byte] if byte.is_ascii() => Ok(*byte),
        _ => Err("it must be one ASCII character, for example `;`, or `tab`"),
    }
}

/// `NAME=VALUE`.
pub(crate) fn header(text: &str) -> Result<(String, String), &'static str> {
    pair(text, "write it as NAME=VALUE, for example source=web")
}

/// `NAME=FIELD`.
pub(crate) fn field(text: &str) -> Result<(String, String), &'static str> {
    pair(text, "write it as NAME=FIELD, for example amount=loan.amount")
}

/// `VALUE=EVENT_TYPE`.
pub(crate) fn event_map(text: &str) -> Result<(String, String), &'static str> {
    pair(text, "write it as VALUE=EVENT_TYPE, for example paid=deposited")
}

fn pair(text: &str, form: &'static str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or(form)?;
    Ok((name.to_owned(), value.to_owned()))
}
