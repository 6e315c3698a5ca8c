//! Constants in rules and defaults.

use rust_decimal::Decimal;

use super::fits::Fits;
use super::kinds::{Concurrent, Set};
use crate::model::{Column, IntoCell, Value};

/// A constant that a path names: any column type, and borrowed text.
pub trait Constant {
    /// The type itself, without `Option`.
    type Base;
}

impl<T: Column> Constant for T {
    type Base = T::Base;
}

impl Constant for &str {
    type Base = String;
}

impl Constant for u64 {
    type Base = u64;
}

/// The type of a constant that a column of type `C` takes.
#[diagnostic::on_unimplemented(
    message = "a constant of type `{Self}` does not fit a column of type `{C}`",
    label = "does not fit the column"
)]
pub trait Suits<C> {}

#[diagnostic::do_not_recommend]
impl<K: Fits<C>, C> Suits<C> for K {}

/// The type of a constant that a list of `T` takes.
#[diagnostic::on_unimplemented(
    message = "a constant of type `{Self}` does not fit a list of `{T}`",
    label = "does not fit the list"
)]
pub trait SuitsList<T> {}

#[diagnostic::do_not_recommend]
impl<T> SuitsList<T> for T {}

/// A constant that can be an element of a set of type `C`.
pub fn element<C, K>(constant: K) -> K
where
    C: Set,
    K: Constant,
    K::Base: SuitsList<C::Element>,
{
    constant
}

/// A constant that can be one of the siblings in a column of type `C`.
pub fn sibling<C, K>(constant: K) -> K
where
    C: Concurrent,
    K: Constant,
    K::Base: SuitsList<C::Value>,
{
    constant
}

/// A constant that can be set into a column of type `C`.
pub fn constant<C, K>(constant: K) -> K
where
    C: Column,
    K: Constant,
    K::Base: Suits<C::Base>,
{
    constant
}

/// A column type, without `Option`, whose constants are written as text.
#[diagnostic::on_unimplemented(
    message = "a text does not fit a column of type `{Self}`",
    label = "does not fit the column"
)]
pub trait Written: Sized {
    /// Whether the text is a number.
    const IS_DECIMAL: bool;

    /// The cell of a text that fits.
    fn cell(text: &str) -> Value;
}

impl Written for String {
    const IS_DECIMAL: bool = false;

    fn cell(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl Written for Decimal {
    const IS_DECIMAL: bool = true;

    fn cell(text: &str) -> Value {
        let decimal = Decimal::from_str_exact(text).expect("it was checked at compile time");
        Value::Decimal(decimal)
    }
}

/// A text constant of some column type.
#[derive(Debug)]
pub struct Text {
    text: &'static str,
    cell: fn(&str) -> Value,
}

impl IntoCell for Text {
    fn into_cell(self) -> Value {
        (self.cell)(self.text)
    }
}

/// A text constant for a column of type `C`, checked at compile time.
///
/// # Panics
/// A text that the column can't hold.
pub const fn text<C>(text: &'static str) -> Text
where
    C: Column,
    C::Base: Written,
{
    text_inside::<C::Base>(text)
}

/// A text constant of type `T`, checked at compile time.
///
/// # Panics
/// A text that is none of that type.
pub const fn text_inside<T: Written>(text: &'static str) -> Text {
    let is_decimal = T::IS_DECIMAL;
    assert!(
        !is_decimal || is_decimal_text(text.as_bytes()),
        "this is no decimal number; say digits, perhaps a point and more digits, perhaps a minus before, at most 28 digits"
    );
    assert!(!has_nul(text.as_bytes()), "U+0000 can't be stored in a column; leave it out");
    Text { text, cell: T::cell }
}

const fn has_nul(text: &[u8]) -> bool {
    let mut index = 0;
    while index < text.len() {
        if text[index] == 0 {
            return true;
        }
        index += 1;
    }
    false
}

const fn is_decimal_text(text: &[u8]) -> bool {
    let mut index = if !text.is_empty() && text[0] == b'-' { 1 } else { 0 };
    let (mut digits, mut points) = (0, 0);
    while index < text.len() {
        match text[index] {
            b'0'..=b'9' => digits += 1,
            b'.' if digits > 0 && index + 1 < text.len() => points += 1,
            _ => return false,
        }
        index += 1;
    }
    digits > 0 && digits <= 28 && points <= 1
}

#[cfg(test)]
mod tests {
    use super::is_decimal_text;

    #[test]
    fn decimal_texts() {
        for text in ["0", "-1.50", "9999999999999999999999999999", "0.1"] {
            assert!(is_decimal_text(text.as_bytes()), "{text}");
            assert!(rust_decimal::Decimal::from_str_exact(text).is_ok(), "{text}");
        }
        for text in
            ["", "-", ".5", "5.", "1.2.3", "1e3", "+1", "1_000", "99999999999999999999999999999"]
        {
            assert!(!is_decimal_text(text.as_bytes()), "{text}");
        }
    }
}
