//! What people should look at: conflicts of rows, and values that should be unique and are not.

use super::handle::Gundb;
use crate::error::{Error, Result};
use crate::model::{Origin, Value, json};
use crate::sql::{pending, view as sql, view_table};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::catalog::RegisteredView;

/// Conflicts that are listed at most.
pub const CONFLICTS_MAX: usize = 1_000;

/// What the glossary calls a conflict: something that nodes who knew nothing of each other made
/// together, and that nobody has looked at since. All of it is stored. Not to be confused with
/// [`Conflict`](super::Conflict), the detail of an append that was refused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Contradiction {
    /// The view; none for what is a stream's.
    pub view: Option<String>,
    /// The key's cells of the row as a JSON list; type and key of a stream.
    pub row: String,
    /// What it is.
    pub kind: ContradictionKind,
    /// The column; for [`ContradictionKind::SameId`] the id.
    pub column: Option<String>,
}

/// What a contradiction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ContradictionKind {
    /// A sum is above or below what 64 bits hold.
    Wrapped,
    /// A sum of decimals has more than 28 digits; the cell is the nearest decimal that has not.
    Rounded,
    /// A `siblings` column holds several values; an event whose writer has seen them resolves it.
    Siblings,
    /// A row of a view over one stream was removed by a writer who did not know of an event that is
    /// lost with it. An event of `creates` after the removal in canonical order resolves it,
    /// whether its writer has seen the lost event or not: a loss whose row was created again by
    /// somebody who had not seen it is not listed. So does another removal whose writer has seen
    /// all events of the row. The lost events stay in the stream.
    Removed,
    /// One id was given to two facts of one stream; both count.
    SameId,
    /// Two rows hold a value that is unique.
    NotUnique,
}

impl ContradictionKind {
    /// Its name in `gundb_conflict`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wrapped => "wrapped",
            Self::Rounded => "rounded",
            Self::Siblings => "siblings",
            Self::Removed => "removed",
            Self::SameId => "same_id",
            Self::NotUnique => "not_unique",
        }
    }

    fn of_text(text: &str) -> Result<Self> {
        let all = [Self::Wrapped, Self::Rounded, Self::Siblings, Self::Removed, Self::SameId];
        let found = all.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| {
            Error::corrupt(format!("`{text}` in gundb_conflict is no kind of conflict"))
        })
    }
}

/// # Replicating
impl Gundb {
    /// What people should look at, in a fixed order, the same on every node with the same events:
    /// at most [`CONFLICTS_MAX`]. Rows that hold one unique value are found by the column's index.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn contradictions(&self) -> Result<Vec<Contradiction>> {
        let catalog = self.reload_catalog().await?;
        let mut connection = self.shared.pools.queries().await?;
        let listed = listed(&mut connection).await.map_err(|failure| failure.error)?;
        let mut all = listed;
        let serving = catalog.views.iter().filter(|view| view.is_serving());
        for view in serving {
            all.extend(
                shared_values(&mut connection, view).await.map_err(|failure| failure.error)?,
            );
        }
        all.sort();
        all.truncate(CONFLICTS_MAX);
        Ok(all)
    }
}

/// Received records that are not visible: what people should know who miss an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undelivered {
    /// Records that wait for a record that they refer to, or for the rest of their batch (table
    /// `gundb_pending`). They become visible by themselves once that comes.
    pub waiting: u64,
    /// Logs of other nodes of which records wait, and how many: the first [`UNDELIVERED_LOGS_MAX`],
    /// by origin.
    pub waiting_logs: Vec<(Origin, u64)>,
    /// Records that can't be taken, and why: origin, sequence, reason; the first
    /// [`UNDELIVERED_LOGS_MAX`] (table `gundb_parked`).
    pub parked: Vec<(Origin, u64, String)>,
    /// How many there are of them.
    pub parked_total: u64,
}

/// Entries of each list of an [`Undelivered`] at most.
pub const UNDELIVERED_LOGS_MAX: usize = 100;

/// # Replicating
impl Gundb {
    /// Received records that are not visible here: those that wait, and those that can't be taken.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn undelivered(&self) -> Result<Undelivered> {
        let mut connection = self.shared.pools.reader().await?;
        undelivered(&mut connection).await.map_err(|failure| failure.error)
    }
}

pub(super) async fn undelivered(connection: &mut Connection) -> Result<Undelivered, Failure> {
    let dialect = connection.dialect();
    let limit = UNDELIVERED_LOGS_MAX;
    let asked = vec![
        pending::waiting(dialect),
        pending::waiting_logs(dialect, limit),
        pending::parked(dialect),
        pending::parked_records(dialect, limit),
    ];
    let answers = connection.fetch_each(asked).await?;
    let Ok([waiting, logs, total, parked]) = <[_; 4]>::try_from(answers) else {
        return Err(Error::corrupt("the records that wait were not read as a whole").into());
    };
    let count =
        |rows: Vec<Cells>| rows.into_iter().next().map_or(Ok(0), |mut cells| cells.number());
    let log = |mut cells: Cells| Ok((Origin::new(cells.number()?)?, cells.number()?));
    let record =
        |mut cells: Cells| Ok((Origin::new(cells.number()?)?, cells.number()?, cells.text()?));
    Ok(Undelivered {
        waiting: count(waiting)?,
        waiting_logs: logs.into_iter().map(log).collect::<Result<_>>()?,
        parked: parked.into_iter().map(record).collect::<Result<_>>()?,
        parked_total: count(total)?,
    })
}

async fn listed(connection: &mut Connection) -> Result<Vec<Contradiction>, Failure> {
    let rows = connection.fetch(sql::conflicts(connection.dialect(), CONFLICTS_MAX)).await?;
    let read = |mut cells: Cells| {
        let (view, row) = (cells.opt_text()?, cells.text()?);
        let (kind, column) = (ContradictionKind::of_text(&cells.text()?)?, cells.text()?);
        let column = (!column.is_empty()).then_some(column);
        Ok(Contradiction { view, row, kind, column })
    };
    Ok(rows.into_iter().map(read).collect::<Result<_>>()?)
}

/// Rows of a view that hold a unique value which another row holds, too.
async fn shared_values(
    connection: &mut Connection,
    view: &RegisteredView,
) -> Result<Vec<Contradiction>, Failure> {
    let mut found = Vec::new();
    for index in view.plan.unique_columns() {
        let column = view.plan.column(index);
        let asked = view_table::shared(connection.dialect(), &view.stored, column, CONFLICTS_MAX);
        for mut cells in connection.fetch(asked).await? {
            let key = view.plan.description.key_columns().map(|key| cells.value(key));
            let key = key.collect::<Result<Vec<Value>>>()?;
            if view.plan.is_something(index, &cells.value(column)?) {
                let row = json::canonical_text(&serde_json::Value::Array(
                    key.iter().map(Value::to_json).collect(),
                ));
                let (view, column) = (Some(view.plan.name().to_owned()), Some(column.name.clone()));
                found.push(Contradiction { view, row, kind: ContradictionKind::NotUnique, column });
            }
        }
    }
    Ok(found)
}
