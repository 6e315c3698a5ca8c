//! Which of several types has a variant: for views over events of several enums.

use super::same_name;

/// Where a variant is.
#[derive(Clone, Copy, Debug)]
pub enum Found {
    /// In none of the types.
    Nowhere,
    /// In the type of this index alone.
    In(usize),
    /// In several types, first in the one of this index.
    Twice(usize),
}

/// Looks for a variant among the variants of several types.
pub const fn variant_of(name: &str, types: &[&[&str]]) -> Found {
    let mut found = Found::Nowhere;
    let mut index = 0;
    while index < types.len() {
        let mut variant = 0;
        while variant < types[index].len() {
            if same_name(types[index][variant], name) {
                found = match found {
                    Found::Nowhere => Found::In(index),
                    Found::In(first) | Found::Twice(first) => Found::Twice(first),
                };
            }
            variant += 1;
        }
        index += 1;
    }
    found
}

/// One of the types of a tuple, by its index.
pub trait Nth<const INDEX: usize> {
    /// The type.
    type Event;
}

macro_rules! nth {
    ($($all:tt: $($index:literal $event:ident),+;)+) => {$($(nth! { one $all $index $event })+)+};
    (one ($($all:ident)+) $index:literal $event:ident) => {
        impl<$($all),+> Nth<$index> for ($($all,)+) {
            type Event = $event;
        }
    };
}

nth! {
    (A B): 0 A, 1 B;
    (A B C): 0 A, 1 B, 2 C;
    (A B C D): 0 A, 1 B, 2 C, 3 D;
    (A B C D E): 0 A, 1 B, 2 C, 3 D, 4 E;
    (A B C D E F): 0 A, 1 B, 2 C, 3 D, 4 E, 5 F;
    (A B C D E F G): 0 A, 1 B, 2 C, 3 D, 4 E, 5 F, 6 G;
    (A B C D E F G H): 0 A, 1 B, 2 C, 3 D, 4 E, 5 F, 6 G, 7 H;
}
