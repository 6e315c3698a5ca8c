//! Exact sums of decimals: no order of additions can matter.

use std::fmt;
use std::str::FromStr;

use num_bigint::{BigInt, Sign};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::limits::DECIMAL_DIGITS_MAX;
use crate::error::{Error, Result};

/// An exact sum of decimals: a whole number of any size, and how many of its digits stand after the
/// point.
///
/// A decimal of the machine rounds where its 28 digits don't hold a sum, and then the order of
/// additions matters. This type never rounds; only what is [shown](ExactSum::shown) of it is
/// rounded, once. Its scale is the largest that was added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct ExactSum {
    /// The sum in units of 10^-scale.
    units: BigInt,
    scale: u32,
}

impl ExactSum {
    /// Adds a decimal.
    pub(crate) fn add(&mut self, decimal: Decimal) {
        self.add_units(BigInt::from(decimal.mantissa()), decimal.scale());
    }

    /// Adds a decimal several times.
    pub(crate) fn add_times(&mut self, decimal: Decimal, times: u64) {
        self.add_units(BigInt::from(decimal.mantissa()) * times, decimal.scale());
    }

    /// Subtracts a decimal.
    pub(crate) fn sub(&mut self, decimal: Decimal) {
        self.add_units(-BigInt::from(decimal.mantissa()), decimal.scale());
    }

    fn add_units(&mut self, units: BigInt, scale: u32) {
        if scale > self.scale {
            self.units *= ten_to(scale - self.scale);
            self.scale = scale;
        }
        self.units += if scale < self.scale { units * ten_to(self.scale - scale) } else { units };
    }

    /// The nearest decimal of at most 28 digits: the sum itself where it fits, else rounded half to
    /// even; with as many digits after the point as the sum has, as far as there is space for them.
    /// Beyond all decimals it is the greatest or the least of them.
    pub(crate) fn shown(&self) -> Decimal {
        let digits = digits(&self.units);
        let Some(mut dropped) =
            digits.checked_sub(DECIMAL_DIGITS_MAX).filter(|dropped| *dropped > 0)
        else {
            return self.decimal(&self.units, self.scale);
        };
        let mut rounded = half_to_even(&self.units, dropped);
        if self::digits(&rounded) > DECIMAL_DIGITS_MAX {
            // 99.…95 becomes 100.…0, which has one digit more, a zero.
            dropped += 1;
            rounded = half_to_even(&self.units, dropped);
        }
        match self.scale.checked_sub(dropped) {
            Some(scale) => self.decimal(&rounded, scale),
            None => self.decimal(&(ten_to(DECIMAL_DIGITS_MAX) - 1_u8), 0),
        }
    }

    /// Whether the number that is shown is the sum.
    pub(crate) fn is_shown_exactly(&self) -> bool {
        let mut rest = self.clone();
        rest.sub(self.shown());
        rest.units.sign() == Sign::NoSign
    }

    /// A decimal of digits that fit, with the sum's sign.
    fn decimal(&self, units: &BigInt, scale: u32) -> Decimal {
        let magnitude = u128::try_from(units.magnitude()).unwrap_or_default().cast_signed();
        let units = if self.units.sign() == Sign::Minus { -magnitude } else { magnitude };
        Decimal::from_i128_with_scale(units, scale)
    }
}

impl From<Decimal> for ExactSum {
    fn from(decimal: Decimal) -> Self {
        Self { units: decimal.mantissa().into(), scale: decimal.scale() }
    }
}

impl From<ExactSum> for String {
    fn from(sum: ExactSum) -> Self {
        sum.to_string()
    }
}

impl TryFrom<String> for ExactSum {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

/// Digits with as many after a point as the sum has; no decimal is meant that fits.
impl fmt::Display for ExactSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.units.magnitude().to_string(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.units.sign() == Sign::Minus { "-" } else { "" };
        let point = if scale > 0 { "." } else { "" };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

impl FromStr for ExactSum {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let unreadable = || Error::corrupt(format!("`{text}` is no sum of decimals"));
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let scale = u32::try_from(fraction.len()).map_err(|_| unreadable())?;
        let digits = format!("{whole}{fraction}");
        let are_digits =
            digits.strip_prefix('-').unwrap_or(&digits).bytes().all(|one| one.is_ascii_digit());
        let units = digits.parse().ok().filter(|_| are_digits).ok_or_else(unreadable)?;
        Ok(Self { units, scale })
    }
}

fn ten_to(power: u32) -> BigInt {
    BigInt::from(10_u8).pow(power)
}

/// How many digits a number has, the sign aside; zero has one.
fn digits(number: &BigInt) -> u32 {
    u32::try_from(number.magnitude().to_string().len()).unwrap_or(u32::MAX)
}

/// A number without its last digits, rounded to the nearest one, and to the even one of two that
/// are equally near.
fn half_to_even(number: &BigInt, dropped: u32) -> BigInt {
    let unit = ten_to(dropped);
    let magnitude = BigInt::from(number.magnitude().clone());
    let (quotient, rest): (BigInt, BigInt) = (&magnitude / &unit, (&magnitude % &unit) * 2_u8);
    let goes_up = rest > unit || (rest == unit && quotient.bit(0));
    let rounded = if goes_up { quotient + 1_u8 } else { quotient };
    if number.sign() == Sign::Minus { -rounded } else { rounded }
}

#[cfg(test)]
mod tests;
