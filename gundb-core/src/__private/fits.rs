//! Compile-time checks that an event's field fits a view's column. The functions are named by derived
//! code that is never called; the traits say in messages what the compiler misses.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::model::{Column, Field};

/// An event's field type that a column of type `C` can take.
#[diagnostic::on_unimplemented(
    message = "an event field of type `{Self}` does not fit a view column of type `{C}`",
    label = "does not fit the column"
)]
pub trait Fits<C> {}

/// A field type that `add` and `sub` take.
#[diagnostic::on_unimplemented(
    message = "`add` and `sub` take whole numbers, not `{Self}`",
    label = "not a whole number"
)]
pub trait Whole {}

/// A field type that `day` takes.
#[diagnostic::on_unimplemented(
    message = "`day` takes a `jiff::Timestamp`, not `{Self}`",
    label = "not a time"
)]
pub trait Time {}

/// A column type that holds sums and counts.
#[diagnostic::on_unimplemented(
    message = "a sum, a count or a version needs a column of type `i64`, not `{Self}`",
    label = "must be i64"
)]
pub trait Total: Column {}

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

impl Total for i64 {}
impl Moment for Timestamp {}
impl Moment for Option<Timestamp> {}
impl StreamKey for String {}
impl Day for Date {}
impl ClockText for String {}
impl ClockText for Option<String> {}
impl Time for Timestamp {}

impl Whole for i8 {}
impl Whole for i16 {}
impl Whole for i32 {}
impl Whole for i64 {}
impl Whole for u8 {}
impl Whole for u16 {}
impl Whole for u32 {}
impl Whole for u64 {}

// One by one: the compiler shows them in its messages.
impl Fits<bool> for bool {}
impl Fits<i8> for i8 {}
impl Fits<i16> for i8 {}
impl Fits<i32> for i8 {}
impl Fits<i64> for i8 {}
impl Fits<i16> for i16 {}
impl Fits<i32> for i16 {}
impl Fits<i64> for i16 {}
impl Fits<i32> for i32 {}
impl Fits<i64> for i32 {}
impl Fits<f64> for i32 {}
impl Fits<i64> for i64 {}
impl Fits<u8> for u8 {}
impl Fits<u16> for u8 {}
impl Fits<u32> for u8 {}
impl Fits<i16> for u8 {}
impl Fits<i32> for u8 {}
impl Fits<i64> for u8 {}
impl Fits<u16> for u16 {}
impl Fits<u32> for u16 {}
impl Fits<i32> for u16 {}
impl Fits<i64> for u16 {}
impl Fits<u32> for u32 {}
impl Fits<i64> for u32 {}
impl Fits<f64> for u32 {}
impl Fits<i64> for u64 {}
impl Fits<f32> for f32 {}
impl Fits<f64> for f32 {}
impl Fits<f64> for f64 {}
impl Fits<String> for String {}
impl Fits<String> for uuid::Uuid {}
impl Fits<Timestamp> for Timestamp {}
impl Fits<Date> for Date {}

/// The field can be set into, or be the key of, a column of type `C`.
pub fn probe_set<C, F>(_: &F)
where
    C: Column,
    F: Field,
    F::Base: Fits<C::Base>,
{
}

/// The field can be added up.
pub fn probe_number<F>(_: &F)
where
    F: Field,
    F::Base: Whole,
{
}

/// The day of the field can be a key.
pub fn probe_day<F>(_: &F)
where
    F: Field,
    F::Base: Time,
{
}

/// A constant in a rule: any column type, and borrowed text.
pub trait Constant {
    /// The type itself, without `Option`.
    type Base;
}

impl<T: Column> Constant for T {
    type Base = T::Base;
}

impl Constant for &str {
    type Base = String;
}

/// A constant that can be set into a column of type `C`.
pub fn constant<C, K>(constant: K) -> K
where
    C: Column,
    K: Constant,
    K::Base: Fits<C::Base>,
{
    constant
}
