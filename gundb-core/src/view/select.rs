//! Single columns of a query, and groups of its rows.

use super::View;
use super::column::{Summed, TypedColumn};
use super::query::Query;
use crate::error::Result;
use crate::model::{Column, Value};
use crate::sql::Direction;
use crate::store::Gundb;

/// Columns of the view `V`: one, or a tuple of up to four. The derive makes one constant for each
/// field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no column of `{V}`, and no tuple of two to four of them",
    label = "not columns of this view"
)]
pub trait Columns<V> {
    /// What a row of them is: the type of the column's field, or a tuple.
    type Row;

    /// Names in the table.
    #[doc(hidden)]
    fn names(&self) -> Vec<&'static str>;

    /// A row of its cells.
    ///
    /// # Errors
    /// A cell that does not fit its type.
    #[doc(hidden)]
    fn row(cells: Vec<Value>) -> Result<Self::Row>;
}

impl<V, T: Column> Columns<V> for TypedColumn<V, T> {
    type Row = T;

    fn names(&self) -> Vec<&'static str> {
        vec![self.name()]
    }

    fn row(cells: Vec<Value>) -> Result<T> {
        T::from_value(cells.into_iter().next().unwrap_or(Value::Null))
    }
}

macro_rules! tuples {
    ($(($($column:ident $index:tt),+);)*) => {$(
        impl<V, $($column: Column),+> Columns<V> for ($(TypedColumn<V, $column>,)+) {
            type Row = ($($column,)+);

            fn names(&self) -> Vec<&'static str> {
                vec![$(self.$index.name()),+]
            }

            fn row(cells: Vec<Value>) -> Result<Self::Row> {
                let mut cells = cells.into_iter();
                Ok(($($column::from_value(cells.next().unwrap_or(Value::Null))?,)+))
            }
        }
    )*};
}

tuples! {
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
}

impl<V: View> Query<V> {
    /// Single columns instead of whole rows: one, or a tuple of up to four.
    pub fn select<C: Columns<V>>(&self, columns: C) -> Selection<V, C> {
        Selection { query: self.clone(), columns }
    }

    /// Groups of rows that are equal in a column, or in each column of a tuple of up to four. The
    /// order of the query counts only where it has a limit, which is taken first.
    pub fn group_by<C: Columns<V>>(&self, columns: C) -> Groups<V, C> {
        Groups { query: self.clone(), columns }
    }
}

/// Some columns of the rows of a query. Made by [`Query::select`].
#[must_use = "a selection does nothing until `all` or `first`"]
#[derive(Debug)]
pub struct Selection<V, C> {
    query: Query<V>,
    columns: C,
}

impl<V: View, C: Columns<V>> Selection<V, C> {
    /// The cells of all rows, in the order of the query. Mind the memory.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn all(&self, db: &Gundb) -> Result<Vec<C::Row>> {
        let rows = db.wanted_cells(&self.query.question()?, &self.columns.names()).await?;
        rows.into_iter().map(C::row).collect()
    }

    /// The cells of the first row, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn first(&self, db: &Gundb) -> Result<Option<C::Row>> {
        let rows = db.wanted_cells(&self.query.first_question()?, &self.columns.names()).await?;
        rows.into_iter().next().map(C::row).transpose()
    }
}

/// The rows of a query in groups: rows with equal cells in some columns are one group. Made by
/// [`Query::group_by`].
///
/// Groups come in the order of their columns, least first. Null equals null here, as in SQL's GROUP
/// BY, and comes first. Decimals that are equal but written with different scales (2.0, 2.00) are
/// one group, which shows the longest of them.
#[must_use = "groups do nothing until `count`, `sum`, `min` or `max`"]
#[derive(Debug)]
pub struct Groups<V, C> {
    query: Query<V>,
    columns: C,
}

impl<V: View, C: Columns<V>> Groups<V, C> {
    /// Each group, and how many rows it has.
    ///
    /// # Errors
    /// As [`Query::all`]; a column of JSON, whose cells have no equality.
    pub async fn count(&self, db: &Gundb) -> Result<Vec<(C::Row, u64)>> {
        rows::<C, V, _>(db.group_counts(&self.query.question()?, &self.columns.names()).await?)
    }

    /// Each group, and the exact sum of a column over its rows; null counts nothing.
    ///
    /// # Errors
    /// As [`Groups::count`] and [`Query::sum`].
    pub async fn sum<T>(
        &self,
        db: &Gundb,
        column: TypedColumn<V, T>,
    ) -> Result<Vec<(C::Row, <T::Base as Summed>::Sum)>>
    where
        T: Column<Base: Summed>,
    {
        let sums =
            db.group_sums(&self.query.question()?, &self.columns.names(), column.name()).await?;
        let sums = sums.into_iter().map(|(cells, sum)| Ok((cells, T::Base::of_sum(sum)?)));
        rows::<C, V, _>(sums.collect::<Result<_>>()?)
    }

    /// Each group, and the least value of a column in it; `None` where there is none but null.
    ///
    /// # Errors
    /// As [`Groups::count`].
    pub async fn min<T>(
        &self,
        db: &Gundb,
        column: TypedColumn<V, T>,
    ) -> Result<Vec<(C::Row, Option<T::Base>)>>
    where
        T: Column<Base: Column>,
    {
        self.extremes(db, column.name(), Direction::Ascending).await
    }

    /// Each group, and the greatest value of a column in it; `None` where there is none but null.
    ///
    /// # Errors
    /// As [`Groups::count`].
    pub async fn max<T>(
        &self,
        db: &Gundb,
        column: TypedColumn<V, T>,
    ) -> Result<Vec<(C::Row, Option<T::Base>)>>
    where
        T: Column<Base: Column>,
    {
        self.extremes(db, column.name(), Direction::Descending).await
    }

    async fn extremes<T: Column>(
        &self,
        db: &Gundb,
        column: &str,
        direction: Direction,
    ) -> Result<Vec<(C::Row, Option<T>)>> {
        let question = self.query.question()?;
        let found = db.group_extremes(&question, &self.columns.names(), column, direction).await?;
        let found =
            found.into_iter().map(|(cells, value)| Ok((cells, Option::<T>::from_value(value)?)));
        rows::<C, V, _>(found.collect::<Result<_>>()?)
    }
}

/// Groups with their cells as what their columns are.
fn rows<C: Columns<V>, V, T>(groups: Vec<(Vec<Value>, T)>) -> Result<Vec<(C::Row, T)>> {
    groups.into_iter().map(|(cells, total)| Ok((C::row(cells)?, total))).collect()
}
