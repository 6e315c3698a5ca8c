//! Ranges of the origin space: all of it, and each split in 16.

use crate::error::{Error, Result};
use crate::model::Origin;

/// How deep a range may lie: there it is one origin.
const DEPTH_MAX: u8 = 16;
/// Bits of an origin's number that one split decides.
const SPLIT_BITS: u32 = 4;
/// Numbers from here on are no origins.
const END: u64 = 1 << 63;

/// All origins whose number begins with the same hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginRange {
    first: u64,
    depth: u8,
}

impl OriginRange {
    /// All origins.
    pub const WHOLE: Self = Self { first: 0, depth: 0 };

    /// The range of numbers that have the first `depth` of their 16 hexadecimal digits in common
    /// with `first`.
    ///
    /// # Errors
    /// A depth over 16, a first number of 64 bits, or one with another digit than 0 after the first
    /// ones.
    pub fn new(depth: u8, first: u64) -> Result<Self> {
        let range = Self { first, depth };
        if depth > DEPTH_MAX || first >= END || first & range.mask() != 0 {
            return Err(Error::invalid(format!(
                "{first:016x} with {depth} digits is no range of origins"
            )));
        }
        Ok(range)
    }

    /// The range of one origin.
    pub fn single(origin: Origin) -> Self {
        Self { first: origin.number(), depth: DEPTH_MAX }
    }

    /// The smallest number in it.
    pub fn first(self) -> u64 {
        self.first
    }

    /// The greatest number in it.
    pub fn last(self) -> u64 {
        (self.first | self.mask()).min(END - 1)
    }

    /// How many hexadecimal digits all its numbers begin with.
    pub fn depth(self) -> u8 {
        self.depth
    }

    /// Whether an origin lies in it.
    pub fn contains(self, origin: Origin) -> bool {
        (self.first..=self.last()).contains(&origin.number())
    }

    /// Whether it is one origin.
    pub fn is_single(self) -> bool {
        self.depth == DEPTH_MAX
    }

    /// The range that this one is a sixteenth of; none of the whole.
    pub fn parent(self) -> Option<Self> {
        let parent = Self { first: 0, depth: self.depth.checked_sub(1)? };
        Some(Self { first: self.first & !parent.mask(), ..parent })
    }

    /// Its sixteen parts, ascending; eight of the whole, as origins have 63 bits; none of a single
    /// origin.
    pub fn parts(self) -> impl Iterator<Item = Self> {
        let depth = self.depth + 1;
        let width = Self { first: 0, depth }.mask().wrapping_add(1);
        let starts =
            (0..16).map(move |part| self.first + part * width).take_while(|first| *first < END);
        starts.filter(move |_| !self.is_single()).map(move |first| Self { first, depth })
    }

    /// The bits in which its numbers differ.
    fn mask(self) -> u64 {
        let bits = 64_u32.saturating_sub(SPLIT_BITS * u32::from(self.depth));
        1_u64.checked_shl(bits).map_or(u64::MAX, |end| end - 1)
    }
}
