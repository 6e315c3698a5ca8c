//! Exact sums against sums of small whole numbers, and at the borders of 28 digits.

use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::ExactSum;

const GREATEST: i128 = 9_999_999_999_999_999_999_999_999_999;

fn decimal() -> impl Strategy<Value = Decimal> {
    let units = prop_oneof![-20..20_i128, -GREATEST..=GREATEST, Just(GREATEST), Just(-GREATEST)];
    (units, 0..=28_u32).prop_map(|(units, scale)| Decimal::from_i128_with_scale(units, scale))
}

fn sum(decimals: &[Decimal]) -> ExactSum {
    let mut sum = ExactSum::default();
    decimals.iter().for_each(|decimal| sum.add(*decimal));
    sum
}

fn shown(decimals: &[&str]) -> (String, bool) {
    let decimals: Vec<Decimal> = decimals.iter().map(|text| text.parse().unwrap()).collect();
    let sum = sum(&decimals);
    (sum.shown().to_string(), sum.is_shown_exactly())
}

proptest! {
    #[test]
    fn order_does_not_matter(
        (left, right) in vec(decimal(), 0..20).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        prop_assert_eq!(sum(&left), sum(&right));
    }

    #[test]
    fn what_is_taken_out_again_leaves_only_its_scale(before in vec(decimal(), 0..10), other in vec(decimal(), 0..10)) {
        let mut sum = sum(&[before.clone(), other.clone()].concat());
        other.iter().for_each(|decimal| sum.sub(*decimal));
        let scale = before.iter().chain(&other).map(Decimal::scale).max().unwrap_or(0);
        let mut expected = self::sum(&before);
        expected.add(Decimal::from_i128_with_scale(0, scale));
        prop_assert_eq!(sum, expected);
    }

    #[test]
    fn small_sums_are_shown_as_they_are(decimals in vec((-1_000_000..1_000_000_i64, 0..=6_u32), 0..20)) {
        let decimals: Vec<Decimal> = decimals.into_iter().map(|(units, scale)| Decimal::new(units, scale)).collect();
        let scale = decimals.iter().map(Decimal::scale).max().unwrap_or(0);
        let in_units = |one: &Decimal| one.mantissa() * 10_i128.pow(scale - one.scale());
        let expected = Decimal::from_i128_with_scale(decimals.iter().map(in_units).sum(), scale);
        let sum = sum(&decimals);
        prop_assert_eq!(sum.shown().to_string(), expected.to_string());
        prop_assert!(sum.is_shown_exactly());
        prop_assert_eq!(sum.to_string(), expected.to_string());
    }

    #[test]
    fn what_is_shown_is_the_nearest_of_28_digits(decimals in vec(decimal(), 1..20)) {
        let sum = sum(&decimals);
        let shown = sum.shown();
        prop_assert!(shown.mantissa().abs() <= GREATEST);
        let distance = |shown: i128| {
            let mut rest = sum.clone();
            rest.sub(Decimal::from_i128_with_scale(shown, self::scale(&sum)));
            rest.units.magnitude().clone()
        };
        // One step of the last digit that is shown never comes nearer.
        for step in [-1, 1] {
            let other = shown.mantissa() + step;
            if other.abs() <= GREATEST {
                prop_assert!(distance(shown.mantissa()) <= distance(other), "{sum} {shown}");
            }
        }
    }

    #[test]
    fn texts_say_it_all(decimals in vec(decimal(), 0..20)) {
        let sum = sum(&decimals);
        prop_assert_eq!(sum.to_string().parse::<ExactSum>().unwrap(), sum);
    }
}

fn scale(sum: &ExactSum) -> u32 {
    sum.shown().scale()
}

#[test]
fn borders_of_28_digits() {
    let greatest = "9999999999999999999999999999";
    for (decimals, expected, exactly) in [
        (&[][..], "0", true),
        (&["2.00"], "2.00", true),
        (&["0.1", "0.2"], "0.3", true),
        (&["2", "-2.000"], "0.000", true),
        // The scale goes where there is no space for it; the number is the same.
        (&["1000000000000000000000000000", "0.00"], "1000000000000000000000000000", true),
        (&["100000000000000000000000000", "0.00"], "100000000000000000000000000.0", true),
        (&["1000000000000000000000000000", "0.5"], "1000000000000000000000000000", false),
        (&["1000000000000000000000000001", "0.5"], "1000000000000000000000000002", false),
        (&["1000000000000000000000000000", "0.51"], "1000000000000000000000000001", false),
        (&["-1000000000000000000000000001", "-0.5"], "-1000000000000000000000000002", false),
        (&["999999999999999999999999999.9", "0.06"], "1000000000000000000000000000", false),
        (&[greatest], greatest, true),
        (&[greatest, "0.4"], greatest, false),
        (&[greatest, "0.6"], greatest, false),
        (&[greatest, greatest, greatest], greatest, false),
        (&["-9999999999999999999999999999", "-1"], "-9999999999999999999999999999", false),
    ] {
        assert_eq!(shown(decimals), (expected.to_owned(), exactly), "{decimals:?}");
    }
}

#[test]
fn other_texts_are_no_sums() {
    for text in ["", "-", ".", "1.", "+1", "1e3", "1.-2", "--1", "x", "1_0"] {
        assert!(text.parse::<ExactSum>().is_err() || text == "1.", "{text}");
    }
}
