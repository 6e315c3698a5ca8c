//! Decimals where the database has none: their text beside bytes that sort as the numbers do.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::model::parse_decimal;

/// Digits after the decimal point of the finest decimal.
const SCALE: u32 = 28;
/// 10^28, the units of a whole.
const UNITS: u128 = 10_u128.pow(SCALE);

/// Bytes that sort as the decimals do: sign, whole part, fraction in units of 10^-28; what is
/// negative, inverted.
pub(crate) fn sort_key(decimal: Decimal) -> Vec<u8> {
    let decimal = decimal.normalize();
    let mantissa = decimal.mantissa().unsigned_abs();
    let unit = 10_u128.pow(decimal.scale());
    let (whole, fraction) = (mantissa / unit, mantissa % unit * (UNITS / unit));
    let mut bytes = vec![0x80];
    // Both are below 2^96.
    bytes.extend_from_slice(&whole.to_be_bytes()[4..]);
    bytes.extend_from_slice(&fraction.to_be_bytes()[4..]);
    if decimal.is_sign_negative() && !decimal.is_zero() {
        bytes.iter_mut().for_each(|byte| *byte = !*byte);
    }
    bytes
}

/// The collation by which SQLite compares a text with a decimal that raw SQL binds; connections of
/// ours know it, and no table names it.
pub(crate) const COLLATION: &str = "gundb_decimal";

/// Compares two texts as the decimals that they are. A text that is none comes after all decimals,
/// by its bytes.
pub(crate) fn compare_texts(left: &str, right: &str) -> Ordering {
    match (parse_decimal(left), parse_decimal(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

/// The column that the bytes stand in.
pub(crate) fn sort_column(column: &str) -> String {
    format!("gundb_sort_{column}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::{compare_texts, sort_key};

    fn decimal() -> impl Strategy<Value = Decimal> {
        let mantissa = prop_oneof![-200..200_i128, -(1_i128 << 96) + 1..(1_i128 << 96)];
        (mantissa, 0..=28_u32)
            .prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale))
    }

    proptest! {
        #[test]
        fn keys_sort_as_the_numbers_do(left in decimal(), right in decimal()) {
            prop_assert_eq!(sort_key(left).cmp(&sort_key(right)), left.cmp(&right));
        }

        #[test]
        fn texts_compare_as_the_numbers_do(left in decimal(), right in decimal()) {
            // 28 digits are what a column holds.
            prop_assume!([left, right].iter().all(|one| one.mantissa().unsigned_abs() < 10_u128.pow(28)));
            prop_assert_eq!(compare_texts(&left.to_string(), &right.to_string()), left.cmp(&right));
        }
    }
}
