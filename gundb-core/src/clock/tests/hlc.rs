//! Always forward, never less than wall time, whatever the wall clock does.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{number, vectors};
use crate::clock::Hlc;
use crate::model::limits::HLC_FREE_MAX;

/// Wall times of all kinds: before 1970, now, and up to the end of jiff's time.
fn wall() -> impl Strategy<Value = Timestamp> {
    let (min, max) = (Timestamp::MIN.as_second() * 1000, Timestamp::MAX.as_second() * 1000);
    let milliseconds = prop_oneof![
        1 => min..=max,
        1 => -5..5_i64,
        2 => 1_750_000_000_000..1_750_000_000_010_i64,
        1 => Just(max),
    ];
    milliseconds.prop_map(|milliseconds| Timestamp::from_millisecond(milliseconds).unwrap())
}

fn seen() -> impl Strategy<Value = Hlc> {
    let number = prop_oneof![
        0..1_u64 << 20,
        Just((7 << 16) | 0xffff),
        (1_750_000_000_000_u64 << 16)..(1_750_000_000_010 << 16),
        HLC_FREE_MAX - 3..HLC_FREE_MAX + 3,
        0..i64::MAX.cast_unsigned(),
    ];
    number.prop_map(Hlc::from_number)
}

/// The least number of a wall time.
fn number_of(wall: Timestamp) -> i128 {
    i128::from(wall.as_millisecond().max(0)) << 16
}

proptest! {
    #[test]
    fn a_step_leads_above_all_seen_and_not_below_wall_time(seen in seen(), wall in wall()) {
        let next = seen.next(wall);
        prop_assert!(next > seen);
        prop_assert!(i128::from(next.number()) >= number_of(wall).min(i128::from(HLC_FREE_MAX - 1)));
    }

    #[test]
    fn a_step_leads_no_further_than_it_must(seen in seen(), wall in wall()) {
        let next = seen.next(wall).number();
        prop_assert!(i128::from(next) <= number_of(wall).max(i128::from(seen.number()) + 1));
    }

    #[test]
    fn from_the_end_of_free_time_on_a_step_is_one(seen in seen(), wall in wall()) {
        let next = seen.next(wall).number();
        prop_assert!(next < HLC_FREE_MAX || next == seen.number() + 1);
        prop_assert!(i64::try_from(next).is_ok());
    }

    #[test]
    fn steps_rise_while_the_wall_clock_jumps(start in seen(), walls in vec(wall(), 1..40)) {
        let mut last = start;
        for wall in walls {
            let next = last.next(wall);
            prop_assert!(next > last);
            last = next;
        }
    }
}

#[test]
fn a_full_counter_runs_over_into_the_milliseconds() {
    let wall = Timestamp::from_millisecond(7).unwrap();
    let mut hlc = Hlc::default().next(wall);
    assert_eq!(hlc.to_string(), "7+0");
    for _ in 0..65_536 {
        hlc = hlc.next(wall);
    }
    assert_eq!(hlc.to_string(), "8+0");
    assert_eq!(hlc.milliseconds(), 8);
    assert_eq!(hlc.next(Timestamp::from_millisecond(8).unwrap()).to_string(), "8+1");
}

#[test]
fn steps_are_those_of_the_vectors() {
    let steps = vectors("hlc");
    for step in steps.as_array().unwrap() {
        let wall = Timestamp::from_millisecond(step["wall_ms"].as_i64().unwrap()).unwrap();
        let next = Hlc::from_number(number(&step["seen"])).next(wall);
        assert_eq!(next.number(), number(&step["next"]), "{}", step["about"]);
    }
    assert!(steps.as_array().unwrap().len() > 10);
}
