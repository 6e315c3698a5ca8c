//! Columns that know their view and type, so that a filter can't compare apples with pears.

use std::marker::PhantomData;

use crate::model::{Column, Value};
use crate::sql::{Comparison, Direction};

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

/// What a column of the type `B` can be compared with: a `B` (a literal becomes one), an `Option` of it, `&str` for text.
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

/// A condition on rows of the view `V`.
pub struct Filter<V> {
    pub(crate) condition: (&'static str, Comparison, Value),
    view: PhantomData<fn() -> V>,
}

/// An order of rows of the view `V`.
pub struct Order<V> {
    pub(crate) term: (&'static str, Direction),
    view: PhantomData<fn() -> V>,
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
    /// Rows where the column equals `value`.
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

    /// Least first.
    pub fn asc(self) -> Order<V> {
        Order { term: (self.name, Direction::Ascending), view: PhantomData }
    }

    /// Greatest first.
    pub fn desc(self) -> Order<V> {
        Order { term: (self.name, Direction::Descending), view: PhantomData }
    }

    fn compare(self, comparison: Comparison, value: impl Operand<T::Base>) -> Filter<V> {
        Filter { condition: (self.name, comparison, value.into_cell()), view: PhantomData }
    }
}
