//! What a query asks of a view table.

use super::condition::Condition;
use super::named::named;
use crate::model::{ColumnDescription, Value, ViewDescription};
use crate::sql::statement::Direction;

/// What a query asks of a view table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// All of them hold.
    pub(crate) conditions: Vec<Condition>,
    /// Before the key, which ends every order.
    pub(crate) order: Vec<(String, Direction)>,
    /// Only rows after the row with these cells in the columns of [`order`].
    pub(crate) after: Option<Vec<Value>>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl Wanted {
    /// Whether it ends before its rows do.
    pub(super) fn is_cut(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }
}

/// A column of an order.
pub(crate) type Ordered<'a> = (&'a ColumnDescription, Direction);

/// The whole order of a query: its columns once each, then the key's, so that it is total; what
/// stands after a whole key orders nothing, and is left out.
pub(crate) fn order<'a>(view: &'a ViewDescription, wanted: &Wanted) -> Vec<Ordered<'a>> {
    let asked = wanted.order.iter().map(|(name, direction)| (named(view, name), *direction));
    let keys: Vec<_> = view.key_columns().collect();
    let mut order: Vec<Ordered<'a>> = Vec::new();
    let mut keys_left = keys.len();
    for (column, direction) in asked.chain(keys.iter().map(|key| (*key, Direction::Ascending))) {
        if keys_left == 0 {
            break;
        }
        if order.iter().all(|(other, _)| other.name != column.name) {
            keys_left -= usize::from(keys.iter().any(|key| key.name == column.name));
            order.push((column, direction));
        }
    }
    order
}
