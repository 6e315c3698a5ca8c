//! Compile-time checks that an event's field fits a view's column. The functions are named by
//! derived code that is never called; the traits say in messages what the compiler misses.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value as AnyJson;
use uuid::Uuid;

use super::kinds::{Concurrent, Element, Indexable, Set};
use crate::model::{Bytes, Column, Field, Json};

/// An event's field type that a column of type `C` can take: what [`Fits`] it. The message stands
/// here, so that the compiler does not list what else fits.
#[diagnostic::on_unimplemented(
    message = "an event field of type `{Self}` does not fit a view column of type `{C}`",
    label = "does not fit the column",
    note = "a column takes fields of its own type, narrower numbers, and what docs/types.md lists beside it"
)]
pub trait FitsColumn<C> {}

#[diagnostic::do_not_recommend]
impl<T: Fits<C>, C> FitsColumn<C> for T {}

/// What a column of type `C` can take.
pub trait Fits<C> {}

/// A field type that `add` and `sub` take into a column of type `C`.
#[diagnostic::on_unimplemented(
    message = "`add` and `sub` take whole numbers, not `{Self}`",
    label = "not a whole number",
    note = "in a column of type `gundb::Decimal` they take decimals as well"
)]
pub trait Adds<C> {}

/// A field type that `latest` compares.
#[diagnostic::on_unimplemented(
    message = "`latest` compares times, dates or whole numbers, not `{Self}`",
    label = "not a time, a date or a whole number"
)]
pub trait Compared {}

/// A field type that `day` takes.
#[diagnostic::on_unimplemented(
    message = "`day` takes a `jiff::Timestamp`, not `{Self}`",
    label = "not a time"
)]
pub trait Time {}

/// A field type that brings elements of type `E`.
#[diagnostic::on_unimplemented(
    message = "an event field of type `{Self}` brings no elements of type `{E}`",
    label = "no such element, nor a list of them"
)]
pub trait Elements<E> {}

/// The same type, said so that a message can name both.
#[diagnostic::on_unimplemented(
    message = "an event field that is a list of `{Self}` brings no elements of type `{E}`",
    label = "a list of other elements"
)]
pub trait Is<E> {}

impl<T> Is<T> for T {}

impl Time for Timestamp {}

macro_rules! fits {
    ($($type:ty => $($column:ty),+;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl Fits<$column> for $type {}
    )+)*};
}

// Every column takes its own type.
#[diagnostic::do_not_recommend]
impl<T> Fits<T> for T {}

fits! {
    bool => AnyJson;
    i8 => i16, i32, i64, f64, Decimal, AnyJson;
    i16 => i32, i64, f64, Decimal, AnyJson;
    i32 => i64, f64, Decimal, AnyJson;
    i64 => Decimal, AnyJson;
    u8 => u16, u32, i16, i32, i64, f64, Decimal, AnyJson;
    u16 => u32, i32, i64, f64, Decimal, AnyJson;
    u32 => i64, f64, Decimal, AnyJson;
    u64 => i64, Decimal, AnyJson;
    f32 => f64, AnyJson;
    f64 => AnyJson;
    Decimal => AnyJson;
    String => AnyJson;
    Uuid => String, AnyJson;
    Bytes => AnyJson;
    Timestamp => AnyJson;
    Date => AnyJson;
}

#[diagnostic::do_not_recommend]
impl<T> Fits<Json<T>> for T {}
impl<T> Fits<Vec<T>> for BTreeSet<T> {}
impl<T> Fits<AnyJson> for Vec<T> {}
impl<T> Fits<AnyJson> for BTreeSet<T> {}
impl<T> Fits<AnyJson> for BTreeMap<String, T> {}
impl<T> Fits<AnyJson> for HashMap<String, T> {}
impl<T> Fits<BTreeMap<String, T>> for HashMap<String, T> {}

macro_rules! whole {
    ($($type:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<C> Adds<C> for $type {}
        #[diagnostic::do_not_recommend]
        impl Compared for $type {}
    )*};
}

whole! { i8 i16 i32 i64 u8 u16 u32 u64 }

#[diagnostic::do_not_recommend]
impl Adds<Decimal> for Decimal {}
#[diagnostic::do_not_recommend]
impl Compared for Timestamp {}
#[diagnostic::do_not_recommend]
impl Compared for Date {}

impl<E: Element> Elements<E> for E {}
impl<T: Field, E> Elements<E> for Vec<T> where T::Base: Is<E> {}
impl<T: Field, E> Elements<E> for BTreeSet<T> where T::Base: Is<E> {}

// These are refused once, at the column.
#[diagnostic::do_not_recommend]
impl Elements<f32> for f32 {}
#[diagnostic::do_not_recommend]
impl Elements<f64> for f64 {}
#[diagnostic::do_not_recommend]
impl Elements<Decimal> for Decimal {}
#[diagnostic::do_not_recommend]
impl Elements<Timestamp> for Timestamp {}

/// What rules see of a field: the way to a field inside it.
pub fn inside<F: Field>(_: &F) -> &F::Base {
    unreachable!("derived code names this only where it is never called")
}

/// The field can be set into, or be the key of, a column of type `C`.
pub fn probe_set<C, F>(_: &F)
where
    C: Column,
    F: Field,
    F::Base: FitsColumn<C::Base>,
{
}

/// The field can be added up in a column of type `C`.
pub fn probe_number<C, F>(_: &F)
where
    C: Column,
    F: Field,
    F::Base: Adds<C::Base>,
{
}

/// The field can be compared by `latest`.
pub fn probe_compared<F>(_: &F)
where
    F: Field,
    F::Base: Compared,
{
}

/// The day of the field can be a key.
pub fn probe_day<F>(_: &F)
where
    F: Field,
    F::Base: Time,
{
}

/// The field can be put into, or taken out of, a set of type `C`.
pub fn probe_element<C, F>(_: &F)
where
    C: Set,
    F: Field,
    F::Base: Elements<C::Element>,
{
}

/// The field can be one of the siblings in a column of type `C`.
pub fn probe_sibling<C, F>(_: &F)
where
    C: Concurrent,
    F: Field,
    F::Base: FitsColumn<C::Value>,
{
}

/// The column can have an index.
pub fn probe_index<C>()
where
    C: Column,
    C::Base: Indexable,
{
}
