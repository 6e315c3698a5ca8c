//! Canonical bytes: one text of bytes for each cell, none for two, and every row its own.

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::fold::{ViewHash, cell_bytes, key_bytes};
use crate::model::Value;

/// Decimals of all scales; those that are equal have one text in keys, and each its own in cells.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![-2..3_i64, any::<i64>()].prop_map(Value::Int),
        any::<f64>().prop_filter("finite", |real| real.is_finite()).prop_map(Value::Real),
        "[ab]{0,3}".prop_map(Value::Text),
        (-9_000_000_000_i64..9_000_000_000)
            .prop_map(|us| Value::Time(Timestamp::from_microsecond(us).unwrap())),
        (prop_oneof![-20..21_i64, any::<i64>()], prop_oneof![0..3_u32, 0..20_u32]).prop_map(
            |(mantissa, scale)| Value::Decimal(rust_decimal::Decimal::new(mantissa, scale))
        ),
        any::<u128>().prop_map(|number| Value::Uuid(uuid::Uuid::from_u128(number))),
        vec(any::<u8>(), 0..3).prop_map(Value::Bytes),
        "[ab]{0,3}".prop_map(|text| Value::Json(format!("\"{text}\""))),
        (1..=9999_i16, 1..=12_i8, 1..=28_i8)
            .prop_map(|(y, m, d)| Value::Date(Date::new(y, m, d).unwrap())),
    ]
}

fn hash_of(rows: &[Vec<Value>]) -> crate::model::Hash {
    let mut hash = ViewHash::default();
    rows.iter().for_each(|row| hash.row(row));
    hash.finish()
}

fn shows_same(left: &[Value], right: &[Value]) -> bool {
    let scale =
        |value: &Value| if let Value::Decimal(decimal) = value { decimal.scale() } else { 0 };
    left == right && left.iter().map(scale).eq(right.iter().map(scale))
}

proptest! {
    #[test]
    fn bytes_of_cells_say_what_is_shown(left in vec(value(), 0..4), right in vec(value(), 0..4)) {
        prop_assert_eq!(cell_bytes(&left) == cell_bytes(&right), shows_same(&left, &right));
    }

    #[test]
    fn equal_bytes_are_equal_cells(left in vec(value(), 0..4), right in vec(value(), 0..4)) {
        prop_assert_eq!(key_bytes(&left) == key_bytes(&right), left == right);
    }

    #[test]
    fn a_view_is_its_rows_and_their_number(
        left in vec(vec(value(), 2), 0..3),
        right in vec(vec(value(), 2), 0..3),
    ) {
        let same = left.len() == right.len() && left.iter().zip(&right).all(|(left, right)| shows_same(left, right));
        prop_assert_eq!(hash_of(&left) == hash_of(&right), same);
    }
}

#[test]
fn bytes_are_those_of_the_page() {
    let time = "1969-12-31T23:59:59.999999Z".parse().unwrap();
    for (value, bytes) in [
        (Value::Null, &[0][..]),
        (Value::Bool(true), &[1, 1]),
        (Value::Int(-2), &[2, 255, 255, 255, 255, 255, 255, 255, 254]),
        (Value::Real(-0.0), &[3, 0, 0, 0, 0, 0, 0, 0, 0]),
        (Value::Real(1.0), &[3, 63, 240, 0, 0, 0, 0, 0, 0]),
        (Value::Text("é".into()), &[4, 0, 0, 0, 0, 0, 0, 0, 2, 0xc3, 0xa9]),
        (Value::Time(time), &[5, 255, 255, 255, 255, 255, 255, 255, 255]),
        (Value::Date(Date::constant(2024, 2, 29)), &[6, 7, 232, 2, 29]),
    ] {
        assert_eq!(key_bytes(std::slice::from_ref(&value)), bytes, "{value:?}");
    }
}

#[test]
fn equal_decimals_are_one_key_and_two_texts() {
    let decimal = |text: &str| [Value::Decimal(text.parse().unwrap())];
    let bytes = [7, 0, 0, 0, 0, 0, 0, 0, 1, b'2'];
    assert_eq!(
        (key_bytes(&decimal("2.0")), key_bytes(&decimal("2.00"))),
        (bytes.to_vec(), bytes.to_vec())
    );
    assert_eq!(cell_bytes(&decimal("2.0")), [&[7, 0, 0, 0, 0, 0, 0, 0, 3], &b"2.0"[..]].concat());
    assert_ne!(cell_bytes(&decimal("2.0")), cell_bytes(&decimal("2.00")));
}

#[test]
fn texts_do_not_run_together() {
    let row = |left: &str, right: &str| vec![Value::Text(left.into()), Value::Text(right.into())];
    assert_ne!(hash_of(&[row("ab", "c")]), hash_of(&[row("a", "bc")]));
    assert_ne!(hash_of(&[]), hash_of(&[vec![]]));
}
