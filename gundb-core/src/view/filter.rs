//! Conditions on the rows of a view, and how they are combined.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use crate::model::limits::FILTER_DEPTH_MAX;
use crate::model::{IntoCell, Value};
use crate::sql::view_query::Condition;

/// A condition on rows of the view `V`: true, false or, where it compares null, unknown, as in SQL.
/// A query has the rows for which it is true.
///
/// ```
/// # use gundb::prelude::*;
/// # #[derive(Event)]
/// # #[event(stream = "account")]
/// # enum AccountEvent { Opened { owner: String }, Deposited { cents: i64 } }
/// # #[derive(View)]
/// # #[view(table = "accounts", event = AccountEvent)]
/// # struct AccountRow {
/// #     #[view(key)]
/// #     id: String,
/// #     #[view(set(Opened.owner))]
/// #     owner: Option<String>,
/// #     #[view(add(Deposited.cents))]
/// #     balance: i64,
/// # }
/// let poor_or_nameless = AccountRow::BALANCE.lt(100) | AccountRow::OWNER.is_null();
/// let query = AccountRow::query().filter(!poor_or_nameless & AccountRow::ID.starts_with("a"));
/// # drop(query);
/// ```
#[must_use = "a filter does nothing until a query has it"]
pub struct Filter<V> {
    condition: Condition,
    /// How deep it is nested.
    depth: usize,
    view: PhantomData<fn() -> V>,
}

impl<V> Clone for Filter<V> {
    fn clone(&self) -> Self {
        Self { condition: self.condition.clone(), depth: self.depth, view: PhantomData }
    }
}

impl<V> fmt::Debug for Filter<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.condition).finish()
    }
}

impl<V> Filter<V> {
    pub(super) fn new(condition: Condition) -> Self {
        Self { condition, depth: 1, view: PhantomData }
    }

    pub(super) fn into_condition(self) -> Condition {
        self.condition
    }

    /// A condition in SQL, with `?` for each bind on either database: for what columns can't say.
    /// (`??` is the operator `?` of Postgres.) Columns are named as in the table; the text stands
    /// in parentheses.
    ///
    /// That the SQL means the same on both databases is yours to see to. It is checked when the
    /// query runs: quotes and parentheses in pairs, no `;`, as many binds as `?`.
    pub fn raw(text: impl Into<String>, binds: impl Binds) -> Self {
        Self::new(Condition::Raw(text.into(), binds.into_cells()))
    }

    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        let parts = |condition| match condition {
            Condition::All(parts) => Ok(parts),
            other => Err(other),
        };
        self.combined(other, parts, Condition::All)
    }

    /// One of them holds, or both.
    pub fn or(self, other: Self) -> Self {
        let parts = |condition| match condition {
            Condition::Any(parts) => Ok(parts),
            other => Err(other),
        };
        self.combined(other, parts, Condition::Any)
    }

    /// Puts two conditions beside each other: a chain of the same word stays flat, however long it
    /// is.
    fn combined(
        self,
        other: Self,
        parts: impl Fn(Condition) -> Result<Vec<Condition>, Condition>,
        whole: impl Fn(Vec<Condition>) -> Condition,
    ) -> Self {
        let mut depth = 0;
        let mut all = Vec::new();
        for filter in [self, other] {
            match parts(filter.condition) {
                Ok(mut inner) if all.is_empty() => {
                    (depth, all) = (depth.max(filter.depth), std::mem::take(&mut inner));
                }
                Ok(inner) => {
                    depth = depth.max(filter.depth);
                    all.extend(inner);
                }
                Err(single) => {
                    depth = depth.max(filter.depth + 1);
                    all.push(single);
                }
            }
        }
        Self { condition: whole(all), depth, view: PhantomData }.bounded()
    }

    /// Too deep a tree becomes its own complaint, so that nothing has to walk down it.
    fn bounded(mut self) -> Self {
        if self.depth > FILTER_DEPTH_MAX {
            self.condition = Condition::Refused(format!(
                "the filter is nested deeper than {FILTER_DEPTH_MAX} levels: use `is_in`, or chains of the same word"
            ));
            self.depth = 1;
        }
        self
    }
}

impl<V> Not for Filter<V> {
    type Output = Self;

    fn not(self) -> Self {
        let depth =
            if matches!(self.condition, Condition::Not(_)) { self.depth } else { self.depth + 1 };
        Self { condition: self.condition.negated(), depth, view: PhantomData }.bounded()
    }
}

impl<V> BitAnd for Filter<V> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<V> BitOr for Filter<V> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// The binds of raw SQL: an array or a list of one type, a tuple of several, `()` for none.
pub trait Binds {
    /// The values, in the order of their `?`.
    fn into_cells(self) -> Vec<Value>;
}

impl<T: IntoCell, const N: usize> Binds for [T; N] {
    fn into_cells(self) -> Vec<Value> {
        self.into_iter().map(T::into_cell).collect()
    }
}

impl<T: IntoCell> Binds for Vec<T> {
    fn into_cells(self) -> Vec<Value> {
        self.into_iter().map(T::into_cell).collect()
    }
}

impl Binds for () {
    fn into_cells(self) -> Vec<Value> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($(($($bind:ident $index:tt),+);)*) => {$(
        impl<$($bind: IntoCell),+> Binds for ($($bind,)+) {
            fn into_cells(self) -> Vec<Value> {
                vec![$(self.$index.into_cell()),+]
            }
        }
    )*};
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
}
