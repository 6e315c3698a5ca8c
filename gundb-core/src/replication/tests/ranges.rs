//! Ranges part the origins: each lies in one of every depth.

use proptest::prelude::*;

use super::super::OriginRange;
use crate::model::Origin;

fn origin() -> impl Strategy<Value = Origin> {
    let number = prop_oneof![1..40_u64, Just(u64::MAX >> 1), 1..=u64::MAX >> 1];
    number.prop_map(|number| Origin::new(number).unwrap())
}

proptest! {
    #[test]
    fn each_origin_lies_in_one_part_of_every_depth(origin in origin()) {
        let mut range = OriginRange::WHOLE;
        for depth in 0..=16 {
            prop_assert_eq!(range.depth(), depth);
            prop_assert!(range.contains(origin));
            prop_assert_eq!(OriginRange::new(depth, range.first()).unwrap(), range);
            let parts: Vec<_> = range.parts().filter(|part| part.contains(origin)).collect();
            prop_assert_eq!(parts.len(), usize::from(depth < 16));
            if let [part] = parts[..] {
                prop_assert_eq!(part.parent(), Some(range));
                range = part;
            }
        }
        prop_assert_eq!(range, OriginRange::single(origin));
        prop_assert!(range.is_single());
    }

    #[test]
    fn parts_lie_side_by_side(origin in origin(), depth in 0..16_usize) {
        let mut range = OriginRange::WHOLE;
        for _ in 0..depth {
            range = range.parts().find(|part| part.contains(origin)).unwrap();
        }
        let parts: Vec<_> = range.parts().collect();
        prop_assert_eq!(parts.len(), if depth == 0 { 8 } else { 16 });
        prop_assert_eq!((parts[0].first(), parts[parts.len() - 1].last()), (range.first(), range.last()));
        prop_assert!(parts.windows(2).all(|pair| pair[0].last() + 1 == pair[1].first()));
    }

    #[test]
    fn numbers_that_are_no_range_are_refused(depth in any::<u8>(), first in any::<u64>()) {
        if let Ok(range) = OriginRange::new(depth, first) {
            prop_assert_eq!((range.depth(), range.first()), (depth, first));
            prop_assert!(range.first() <= range.last() && range.last() < 1 << 63);
        }
    }
}

#[test]
fn what_is_no_range_is_refused() {
    for (depth, first) in [(17, 0), (0, 1), (1, 1 << 63), (1, 1), (15, 1), (16, 1 << 63), (255, 0)]
    {
        assert!(OriginRange::new(depth, first).is_err(), "{depth} {first}");
    }
    assert_eq!(OriginRange::new(0, 0).unwrap(), OriginRange::WHOLE);
    assert_eq!(OriginRange::WHOLE.parent(), None);
}
