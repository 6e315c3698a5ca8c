//! Decimals where the database has none: their text beside bytes that sort as the numbers do.

use rust_decimal::Decimal;

/// Digits behind the point of the finest decimal.
const SCALE: u32 = 28;
/// 10^28, the units of a whole.
const UNITS: u128 = 10_u128.pow(SCALE);

/// Bytes that sort as the decimals do: sign, whole part, fraction in units of 10^-28; what is negative, inverted.
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

/// The column that the bytes stand in.
pub(crate) fn sort_column(column: &str) -> String {
    format!("gundb_sort_{column}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::sort_key;

    fn decimal() -> impl Strategy<Value = Decimal> {
        let mantissa = prop_oneof![-200..200_i128, -(1_i128 << 96) + 1..(1_i128 << 96)];
        (mantissa, 0..=28_u32).prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale))
    }

    proptest! {
        #[test]
        fn keys_sort_as_the_numbers_do(left in decimal(), right in decimal()) {
            prop_assert_eq!(sort_key(left).cmp(&sort_key(right)), left.cmp(&right));
        }
    }
}
