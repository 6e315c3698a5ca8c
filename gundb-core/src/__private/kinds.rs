//! Which types the kinds of columns may have. The traits say in messages what the compiler misses.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::model::{Bytes, Column, Field, Siblings};

/// A column type that holds sums.
#[diagnostic::on_unimplemented(
    message = "a sum needs a column of type `i64` or `gundb::Decimal`, not `{Self}`",
    label = "must be i64 or gundb::Decimal"
)]
pub trait Total: Column {}

/// A column type that holds counts.
#[diagnostic::on_unimplemented(
    message = "a count or a version needs a column of type `i64`, not `{Self}`",
    label = "must be i64"
)]
pub trait Count: Column {}

/// A column type that holds `created_at` and `updated_at`.
#[diagnostic::on_unimplemented(
    message = "`created_at` and `updated_at` need a column of type `jiff::Timestamp`, not `{Self}`",
    label = "must be jiff::Timestamp"
)]
pub trait Moment: Column {}

/// A column type that holds the key of a stream.
#[diagnostic::on_unimplemented(
    message = "the key of a stream needs a column of type `String`, not `{Self}`",
    label = "must be String"
)]
pub trait StreamKey: Column {}

/// A column type that holds part of the key of a row of many streams.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` can't be a key",
    label = "can't be a key",
    note = "keys are bool, integers, floats, gundb::Decimal, String, uuid::Uuid, jiff::Timestamp, jiff::civil::Date, and enums that derive Field"
)]
pub trait Key: Column {}

/// A column type that holds `day(…)` of a time.
#[diagnostic::on_unimplemented(
    message = "a day needs a column of type `jiff::civil::Date`, not `{Self}`",
    label = "must be jiff::civil::Date"
)]
pub trait Day: Column {}

/// A column type that holds `clock`.
#[diagnostic::on_unimplemented(
    message = "`clock` needs a column of type `String`, not `{Self}`",
    label = "must be String"
)]
pub trait ClockText: Column {}

/// A column type that holds `min` and `max`.
#[diagnostic::on_unimplemented(
    message = "`min` and `max` need a column with an order, and `{Self}` has no least and no greatest value",
    label = "has no order",
    note = "these have one: integers, floats, gundb::Decimal, String, jiff::Timestamp, jiff::civil::Date, and Option of these"
)]
pub trait Ordered: Column {}

/// A column type that holds what `insert` puts in.
#[diagnostic::on_unimplemented(
    message = "`insert` and `remove` need a column of type `BTreeSet<T>` or `Vec<T>`, not `{Self}`",
    label = "must be BTreeSet<T> or Vec<T>"
)]
pub trait Set: Column {
    /// What rules see of an element.
    type Element;
}

/// What a set can hold: what is written in one way only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the element of a set: equal values of it may be written in several ways",
    label = "can't be an element",
    note = "elements are bool, integers, String, uuid::Uuid, gundb::Bytes, jiff::civil::Date, and enums that derive Field"
)]
pub trait Element {}

/// A column type that holds `siblings`.
#[diagnostic::on_unimplemented(
    message = "`siblings` needs a column of type `gundb::Siblings<T>`, not `{Self}`",
    label = "must be gundb::Siblings<T>"
)]
pub trait Concurrent: Column {
    /// What rules see of a value.
    type Value;
}

/// What a column of this type, without `Option`, can have an index on, or be unique by.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is JSON in the table, and can't be indexed or unique",
    label = "can't be indexed or unique"
)]
pub trait Indexable {}

macro_rules! implement {
    ($($trait:ident: $($type:ty),+;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl $trait for $type {}
    )+)*};
}

implement! {
    Total: i64, Decimal;
    Count: i64;
    Moment: Timestamp, Option<Timestamp>;
    StreamKey: String;
    Day: Date;
    ClockText: String, Option<String>;
    Key: bool, i8, i16, i32, i64, u8, u16, u32, f32, f64, Decimal, String, Uuid, Timestamp, Date;
    Ordered: i8, i16, i32, i64, u8, u16, u32, f32, f64, Decimal, String, Timestamp, Date;
    Element: bool, i8, i16, i32, i64, u8, u16, u32, u64, String, Uuid, Bytes, Date;
    Indexable: bool, i8, i16, i32, i64, u8, u16, u32, f32, f64, Decimal, String, Uuid, Bytes, Timestamp, Date;
}

impl<T: Ordered> Ordered for Option<T> {}

impl<T> Set for Vec<T>
where
    T: Field + Serialize + DeserializeOwned,
    T::Base: Element,
{
    type Element = T::Base;
}

impl<T> Set for BTreeSet<T>
where
    T: Field + Serialize + DeserializeOwned + Ord,
    T::Base: Element,
{
    type Element = T::Base;
}

impl<T: Field + Serialize + DeserializeOwned> Concurrent for Siblings<T> {
    type Value = T::Base;
}

#[cfg(test)]
mod tests {
    use gundb_rules::Columns;
    use jiff::Timestamp;
    use jiff::civil::Date;
    use rust_decimal::Decimal;
    use uuid::Uuid;

    use super::{Ordered, Total};
    use crate::model::{Bytes, Column, ColumnType};

    /// Whether a type implements a trait: an inherent constant comes before one of a trait.
    macro_rules! implements {
        ($type:ty: $trait:ident) => {{
            struct Probe<T>(std::marker::PhantomData<T>);
            #[allow(dead_code)]
            trait Otherwise {
                const IS: bool = false;
            }
            impl<T> Otherwise for Probe<T> {}
            #[allow(dead_code)]
            impl<T: $trait> Probe<T> {
                const IS: bool = true;
            }
            Probe::<$type>::IS
        }};
    }

    /// Each Rust type with its column type, and whether it is a total, and ordered.
    macro_rules! types {
        ($($type:ty),*) => {
            [$((stringify!($type), <$type>::TYPE, implements!($type: Total), implements!($type: Ordered))),*]
        };
    }

    #[test]
    fn rust_types_have_the_rules_that_the_list_gives_their_column_types() {
        let types = types![
            bool,
            i8,
            i16,
            i32,
            i64,
            u8,
            u16,
            u32,
            f32,
            f64,
            String,
            Timestamp,
            Date,
            Decimal,
            Uuid,
            Bytes,
            serde_json::Value
        ];
        for (name, column, is_total, is_ordered) in types {
            assert_eq!(is_ordered, column.takes(Columns::Ordered), "{name}");
            assert!(!is_total || column.takes(Columns::Total), "{name}");
        }
        let totals: Vec<ColumnType> =
            types.iter().filter(|(.., is_total, _)| *is_total).map(|row| row.1).collect();
        for name in Columns::Total.types() {
            assert!(
                totals.iter().any(|total| total.name() == *name),
                "no Rust type is a total of type `{name}`"
            );
        }
    }
}
