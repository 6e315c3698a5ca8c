//! Columns that know their view and type, so that a filter can't compare apples with pears.

use std::fmt;
use std::marker::PhantomData;

use super::filter::Filter;
use rust_decimal::Decimal;

use crate::error::Result;
use crate::model::{Column, Value};
use crate::sql::view_query::Condition;
use crate::sql::{Comparison, Direction};
use crate::store::ColumnSum;

/// A column of the view `V` whose field has the type `T`. The derive makes one constant a field.
pub struct TypedColumn<V, T> {
    name: &'static str,
    view: PhantomData<fn() -> (V, T)>,
}

impl<V, T> Clone for TypedColumn<V, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V, T> Copy for TypedColumn<V, T> {}

// By hand: a derive would ask the view for `Debug`.
impl<V, T> fmt::Debug for TypedColumn<V, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TypedColumn").field(&self.name).finish()
    }
}

/// What a column of the type `B` can be compared with: a `B` (a literal becomes one), an `Option`
/// of it, `&str` and `&String` for text.
#[diagnostic::on_unimplemented(
    message = "a column of type `{B}` can't be compared with `{Self}`",
    label = "another type"
)]
pub trait Operand<B> {
    /// The cell to compare with.
    fn into_cell(self) -> Value;
}

impl<B: Column> Operand<B> for B {
    fn into_cell(self) -> Value {
        self.into_value()
    }
}

impl<B: Column> Operand<B> for Option<B> {
    fn into_cell(self) -> Value {
        self.into_value()
    }
}

impl Operand<String> for &str {
    fn into_cell(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Operand<String> for &String {
    fn into_cell(self) -> Value {
        Value::Text(self.clone())
    }
}

/// A type whose column holds text in which one can look for parts.
#[diagnostic::on_unimplemented(
    message = "`like`, `starts_with` and `contains` need a column of text, not of `{Self}`",
    label = "not a column of text"
)]
pub trait Textual {}

impl Textual for String {}

/// A type whose column can be summed up: whole numbers, whose sum is an `i128`, and decimals.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` can't be summed up",
    label = "neither a whole number nor a decimal",
    note = "floats have no sums here: their order would matter"
)]
pub trait Summed: Column {
    /// What the sum is.
    type Sum;

    /// The sum of a column.
    ///
    /// # Errors
    /// It has more digits than the type.
    #[doc(hidden)]
    fn of_sum(sum: ColumnSum) -> Result<Self::Sum>;
}

macro_rules! whole {
    ($($type:ty)*) => {$(
        impl Summed for $type {
            type Sum = i128;

            fn of_sum(sum: ColumnSum) -> Result<i128> {
                sum.whole()
            }
        }
    )*};
}

whole!(i8 i16 i32 i64 u8 u16 u32);

impl Summed for Decimal {
    type Sum = Decimal;

    fn of_sum(sum: ColumnSum) -> Result<Decimal> {
        sum.decimal()
    }
}

/// An order of rows of the view `V`.
#[must_use = "an order does nothing until a query has it"]
pub struct Order<V> {
    pub(crate) term: (&'static str, Direction),
    view: PhantomData<fn() -> V>,
}

impl<V> fmt::Debug for Order<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Order").field(&self.term).finish()
    }
}

impl<V, T> TypedColumn<V, T> {
    /// The column of a name; called by derived code.
    pub const fn new(name: &'static str) -> Self {
        Self { name, view: PhantomData }
    }

    /// Name in the table.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<V, T: Column> TypedColumn<V, T> {
    /// Rows where the column equals `value`; of `None`, those where it is null.
    pub fn eq(self, value: impl Operand<T::Base>) -> Filter<V> {
        self.compare(Comparison::Equal, value)
    }

    /// Rows where the column differs from `value`, and is not null.
    pub fn ne(self, value: impl Operand<T::Base>) -> Filter<V> {
        self.compare(Comparison::NotEqual, value)
    }

    /// Rows where the column is less than `value`.
    pub fn lt(self, value: impl Operand<T::Base>) -> Filter<V> {
        self.compare(Comparison::Less, value)
    }

    /// Rows where the column is at most `value`.
    pub fn le(self, value: impl Operand<T::Base>) -> Filter<V> {
        self.compare(Comparison::LessOrEqual, value)
    }

    /// Rows where the column is greater than `value`.
    pub fn gt(self, value: impl Operand<T::Base>) -> Filter<V> {
        self.compare(Comparison::Greater, value)
    }

    /// Rows where the column is at least `value`.
    pub fn ge(self, value: impl Operand<T::Base>) -> Filter<V> {
        self.compare(Comparison::GreaterOrEqual, value)
    }

    /// Rows where the column lies between two values, themselves included.
    pub fn between(self, low: impl Operand<T::Base>, high: impl Operand<T::Base>) -> Filter<V> {
        self.ge(low).and(self.le(high))
    }

    /// Rows where the column equals one of the values, as [`TypedColumn::eq`] has it: `None` among
    /// them asks for null. Of no values, no row.
    pub fn is_in<O: Operand<T::Base>>(self, values: impl IntoIterator<Item = O>) -> Filter<V> {
        Filter::new(Condition::is_in(self.name, values.into_iter().map(O::into_cell)))
    }

    /// Rows where the column equals none of the values: the contrary of [`TypedColumn::is_in`].
    /// Null differs from no value, as in [`TypedColumn::ne`]. Of no values, every row.
    pub fn not_in<O: Operand<T::Base>>(self, values: impl IntoIterator<Item = O>) -> Filter<V> {
        !self.is_in(values)
    }

    /// Rows where the column is null.
    pub fn is_null(self) -> Filter<V> {
        Filter::new(Condition::Compare(self.name.to_owned(), Comparison::Equal, Value::Null))
    }

    /// Rows where the column is not null.
    pub fn is_not_null(self) -> Filter<V> {
        Filter::new(Condition::Compare(self.name.to_owned(), Comparison::NotEqual, Value::Null))
    }

    /// Least first; null is less than everything.
    pub fn asc(self) -> Order<V> {
        Order { term: (self.name, Direction::Ascending), view: PhantomData }
    }

    /// Greatest first; null comes last.
    pub fn desc(self) -> Order<V> {
        Order { term: (self.name, Direction::Descending), view: PhantomData }
    }

    fn compare(self, comparison: Comparison, value: impl Operand<T::Base>) -> Filter<V> {
        Filter::new(Condition::Compare(self.name.to_owned(), comparison, value.into_cell()))
    }
}

/// Of text columns: character by character, with the case as it is written.
impl<V, T: Column> TypedColumn<V, T> {
    /// Rows whose text fits a pattern as a whole: `%` stands for any text, `_` for any one
    /// character, `\` takes the next character as it is. At most
    /// [`PATTERN_BYTES_MAX`](crate::model::limits::PATTERN_BYTES_MAX) bytes.
    pub fn like(self, pattern: impl Into<String>) -> Filter<V>
    where
        T::Base: Textual,
    {
        Filter::new(Condition::Like(self.name.to_owned(), pattern.into()))
    }

    /// Rows whose text begins with `prefix`. An index on the column serves.
    pub fn starts_with(self, prefix: impl Into<String>) -> Filter<V>
    where
        T::Base: Textual,
    {
        Filter::new(Condition::starts_with(self.name, prefix.into()))
    }

    /// Rows with `part` somewhere in their text. No index serves: every row is looked at.
    pub fn contains(self, part: impl Into<String>) -> Filter<V>
    where
        T::Base: Textual,
    {
        Filter::new(Condition::Contains(self.name.to_owned(), part.into()))
    }
}
