//! View tables, read by typed columns.

mod by_name;
mod code;
mod column;
mod converge;
mod cursor;
mod face;
mod filter;
mod key;
mod query;
mod row_stream;
mod rows;
mod run;
mod select;

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use crate::error::Result;
use crate::fold::Codes;
use crate::model::{Hash, Value, ViewModel};

pub use crate::sql::{Comparison, Direction};
pub use by_name::{
    FilterValue, NamedPage, NamedQuery, NamedRows, RowFilter, Total, TotalOfGroup, TotalValue,
};
pub use code::{Fold, Moment, add as add_code};
pub use column::{Operand, Order, Summed, Textual, TypedColumn};
pub use converge::{Convergence, Divergence, converges};
pub use cursor::Cursor;
pub use filter::{Binds, Filter};
pub use key::ViewKey;
pub use query::Query;
pub use row_stream::STREAM_PAGE_ROWS;
pub use rows::Rows;
pub use run::Page;
pub use select::{Columns, Groups, Selection};

/// A Rust type whose values are rows of a view table; derive it.
///
/// ```
/// use gundb::prelude::*;
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Opened { owner: String },
///     Deposited { cents: i64 },
/// }
///
/// #[derive(View)]
/// #[view(table = "accounts", event = AccountEvent)]
/// struct AccountRow {
///     #[view(key)]
///     id: String,
///     #[view(set(Opened.owner), index)]
///     owner: String,
///     #[view(add(Deposited.cents))]
///     balance: i64,
/// }
///
/// assert_eq!(AccountRow::TABLE, "accounts");
/// ```
pub trait View: Sized + Send + Sync + 'static {
    /// Name of the view and of its table.
    const TABLE: &'static str;

    /// The view as data.
    ///
    /// # Errors
    /// A description that contradicts itself.
    fn describe() -> Result<ViewModel>;

    /// The code that folds what no rule folds.
    #[doc(hidden)]
    fn code() -> Codes {
        Codes::default()
    }

    /// A row from its cells, in the order of the columns.
    ///
    /// # Errors
    /// A cell that does not fit its field.
    fn from_cells(cells: Vec<Value>) -> Result<Self>;

    /// The cells of a row, in the order of the columns.
    fn into_cells(self) -> Vec<Value>;

    /// The hash of the definition, by which the database knows the table; worked out once a
    /// process.
    ///
    /// # Errors
    /// As [`View::describe`].
    #[doc(hidden)]
    fn definition() -> Result<Hash> {
        static KNOWN: LazyLock<RwLock<HashMap<TypeId, Hash>>> = LazyLock::new(RwLock::default);
        let id = TypeId::of::<Self>();
        if let Some(hash) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(*hash);
        }
        let hash = Self::describe()?.definition_hash();
        KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(id, hash);
        Ok(hash)
    }

    /// A query over the table.
    fn query() -> Query<Self> {
        Query::new()
    }
}
