//! What a query over a view asks that is known by its name.

use super::filter::{RowFilter, named};
use crate::error::Result;
use crate::model::ColumnDescription;
use crate::sql::Direction;
use crate::sql::view_query::Wanted;
use crate::store::{Gundb, Question, ServingView};
use crate::view::Cursor;

/// A query over the rows of a view by the view's name, for servers, tools and languages that have
/// no Rust type for them. Whatever version of the view serves is asked.
///
/// ```
/// use gundb::prelude::*;
/// use gundb::view::{Comparison, Direction, NamedQuery, RowFilter, Total};
///
/// # #[derive(Event)]
/// # #[event(stream = "account")]
/// # enum AccountEvent { Opened { owner: String }, Deposited { cents: i64 } }
/// # #[derive(View)]
/// # #[view(table = "accounts", event = AccountEvent)]
/// # struct AccountRow {
/// #     #[view(key)]
/// #     id: String,
/// #     #[view(set(Opened.owner))]
/// #     owner: String,
/// #     #[view(add(Deposited.cents))]
/// #     balance: i64,
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> gundb::Result<()> {
/// # let db = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
/// db.append("alice", Expect::Any, [AccountEvent::Deposited { cents: 700 }]).await?;
/// let rich = NamedQuery::new("accounts")
///     .filter(RowFilter::compare("balance", Comparison::Greater, 100))
///     .order_by("owner", Direction::Ascending)
///     .columns(["id", "balance"])
///     .limit(20);
/// let page = rich.page(&db).await?;
/// assert_eq!((page.rows.len(), page.next), (1, None));
/// assert_eq!(rich.total(&db, &Total::Sum("balance".into())).await?.to_string(), "700");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a query does nothing until `all`, `page` or another end"]
pub struct NamedQuery {
    view: String,
    columns: Option<Vec<String>>,
    filters: Vec<RowFilter>,
    order: Vec<(String, Direction)>,
    after: Option<Cursor>,
    pub(super) limit: Option<u64>,
    offset: Option<u64>,
}

impl NamedQuery {
    /// All rows of a view.
    pub fn new(view: impl Into<String>) -> Self {
        let (columns, after, limit, offset) = (None, None, None, None);
        Self { view: view.into(), columns, filters: vec![], order: vec![], after, limit, offset }
    }

    /// Only these columns of each row, in this order; else all, as the table has them.
    pub fn columns<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.columns = Some(names.into_iter().map(T::into).collect());
        self
    }

    /// Only rows that meet `filter`, and all filters given before.
    pub fn filter(mut self, filter: RowFilter) -> Self {
        self.filters.push(filter);
        self
    }

    /// In the order of a column, after all orders given before. The key ends every order.
    pub fn order_by(mut self, column: impl Into<String>, direction: Direction) -> Self {
        self.order.push((column.into(), direction));
        self
    }

    /// At most this many rows.
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Passes over this many rows at the beginning. The database reads them all the same: page with
    /// [`NamedQuery::after`].
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Only rows after the one that a cursor names. An offset is counted from there.
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// The view that serves now, and what to ask it.
    pub(super) async fn asked(&self, db: &Gundb) -> Result<Asked> {
        let view = db.serving_view(&self.view).await?;
        let columns = match &self.columns {
            None => view.columns().to_vec(),
            Some(names) => {
                let columns = names.iter().map(|name| named(view.columns(), name).cloned());
                columns.collect::<Result<_>>()?
            }
        };
        let mut question = self.question(&view)?;
        question.columns = Some(columns.iter().map(|column| column.name.clone()).collect());
        Ok(Asked { columns, question })
    }

    fn question(&self, view: &ServingView) -> Result<Question> {
        let conditions = self.filters.iter().map(|filter| filter.condition(view.columns()));
        let mut question = view.question(Wanted {
            conditions: conditions.collect::<Result<_>>()?,
            order: self.order.clone(),
            after: None,
            limit: self.limit,
            offset: self.offset,
        });
        if let Some(cursor) = &self.after {
            question.wanted.after = Some(cursor.values_for(&question)?);
        }
        Ok(question)
    }
}

/// A query, and the columns of its rows.
pub(super) struct Asked {
    pub(super) columns: Vec<ColumnDescription>,
    pub(super) question: Question,
}
