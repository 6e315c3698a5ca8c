//! What a query finds.

use super::View;
use super::column::{Summed, TypedColumn};
use super::cursor::Cursor;
use super::query::Query;
use super::rows::Rows;
use crate::error::{Error, Result};
use crate::model::Column;
use crate::sql::Direction;
use crate::store::{Explanation, Gundb, Question, SqlText};

/// Rows of a query, and a cursor that points at the last of them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<V> {
    /// The rows.
    pub rows: Vec<V>,
    /// Where the next page begins: for [`Query::after`]. `None` after the last row.
    pub next: Option<Cursor>,
}

impl<V: View> Query<V> {
    /// All rows. Mind the memory, or use [`Query::stream`].
    ///
    /// # Errors
    /// A view that was not registered; a value, pattern, raw SQL or cursor that does not fit; more
    /// values than [`QUERY_VALUES_MAX`](crate::model::limits::QUERY_VALUES_MAX); a database that
    /// can't be read.
    pub async fn all(&self, db: &Gundb) -> Result<Vec<V>> {
        let rows = db.wanted_rows(&self.question()?).await?;
        rows.into_iter().map(V::from_cells).collect()
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn first(&self, db: &Gundb) -> Result<Option<V>> {
        let limit = self.wanted.limit.unwrap_or(1).min(1);
        Ok(self.clone().limit(limit).all(db).await?.pop())
    }

    /// As many rows as the limit says, and the cursor for the next ones. What is inserted or
    /// changed between pages makes them neither skip nor repeat a row that stays as it is. Without
    /// a limit, all rows in one page.
    ///
    /// # Errors
    /// As [`Query::all`]; a limit of 0.
    pub async fn page(&self, db: &Gundb) -> Result<Page<V>> {
        if self.wanted.limit == Some(0) {
            return Err(Error::invalid("a page needs a limit of at least 1"));
        }
        let question = self.question()?;
        let page = db.wanted_page(&question).await?;
        let rows = page.rows.into_iter().map(V::from_cells).collect::<Result<_>>()?;
        Ok(Page { rows, next: page.next.map(|values| Cursor::new(&question, values)) })
    }

    /// All rows, one after the other, in bounded memory.
    pub fn stream(&self, db: &Gundb) -> Rows<V> {
        Rows::new(db, self.question(), self.wanted.limit)
    }

    /// How many rows.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn count(&self, db: &Gundb) -> Result<u64> {
        db.wanted_count(&self.question()?).await
    }

    /// Whether there is a row.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn exists(&self, db: &Gundb) -> Result<bool> {
        db.wanted_any(&self.question()?).await
    }

    /// The exact sum of a column: of whole numbers as `i128`, of decimals with the largest scale
    /// among them. Null counts nothing, and the sum of no rows is 0.
    ///
    /// # Errors
    /// As [`Query::all`]; a sum of decimals with more than 28 digits.
    pub async fn sum<T>(
        &self,
        db: &Gundb,
        column: TypedColumn<V, T>,
    ) -> Result<<T::Base as Summed>::Sum>
    where
        T: Column<Base: Summed>,
    {
        let all = db.group_sums(&self.question()?, &[], column.name()).await?;
        T::Base::of_sum(all.into_iter().next().map(|(_, sum)| sum).unwrap_or_default())
    }

    /// The least value of a column; `None` where there is none but null.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn min<T>(&self, db: &Gundb, column: TypedColumn<V, T>) -> Result<Option<T::Base>>
    where
        T: Column<Base: Column>,
    {
        self.extreme(db, column.name(), Direction::Ascending).await
    }

    /// The greatest value of a column; `None` where there is none but null.
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn max<T>(&self, db: &Gundb, column: TypedColumn<V, T>) -> Result<Option<T::Base>>
    where
        T: Column<Base: Column>,
    {
        self.extreme(db, column.name(), Direction::Descending).await
    }

    async fn extreme<T: Column>(
        &self,
        db: &Gundb,
        column: &str,
        direction: Direction,
    ) -> Result<Option<T>> {
        let found = db.wanted_extreme(&self.question()?, column, direction).await?;
        found.map(T::from_value).transpose()
    }

    /// The SQL that [`Query::all`] runs, without running it.
    ///
    /// # Errors
    /// A query that does not fit its view.
    pub fn to_sql(&self, db: &Gundb) -> Result<SqlText> {
        db.wanted_sql(&V::describe()?.description, &self.question()?.wanted)
    }

    /// The SQL that [`Query::all`] runs, and the database's plan for it (`EXPLAIN`, `EXPLAIN QUERY
    /// PLAN`).
    ///
    /// # Errors
    /// As [`Query::all`].
    pub async fn explain(&self, db: &Gundb) -> Result<Explanation> {
        db.wanted_plan(&self.question()?).await
    }

    /// The question for the first row alone.
    pub(super) fn first_question(&self) -> Result<Question> {
        let mut question = self.question()?;
        question.wanted.limit = Some(self.wanted.limit.unwrap_or(1).min(1));
        Ok(question)
    }

    pub(super) fn question(&self) -> Result<Question> {
        let mut question = Question::new(V::TABLE, V::definition()?, self.wanted.clone());
        if let Some(cursor) = &self.after {
            question.wanted.after = Some(cursor.values_for(&question)?);
        }
        Ok(question)
    }
}
