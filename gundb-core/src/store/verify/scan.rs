//! Reading tables from end to end, one row in memory, whatever is in them.

use super::findings::Findings;
use crate::error::Result;
use crate::sql::{Dialect, ROLLBACK_TO_SAVEPOINT, SAVEPOINT, Statement};
use crate::store::backend::{Cells, Connection, Failure};

/// A connection in a transaction that reads one snapshot, and what was found so far.
pub(super) struct Scan<'a> {
    connection: &'a mut Connection,
    pub(super) findings: Findings,
}

impl<'a> Scan<'a> {
    pub(super) async fn begin(connection: &'a mut Connection) -> Result<Self, Failure> {
        connection.script(SAVEPOINT).await?;
        Ok(Self { connection, findings: Findings::default() })
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// Hands every row of `table` to `take`. A row that can't be read and a table that is not there
    /// are findings.
    ///
    /// # Errors
    /// The database can't be reached.
    pub(super) async fn each(
        &mut self,
        invariant: &'static str,
        table: &str,
        statement: Statement,
        mut take: impl FnMut(Cells, &mut Findings) -> Result<()>,
    ) -> Result<(), Failure> {
        let (findings, mut number) = (&mut self.findings, 0_u64);
        let read = self.connection.each(statement, |cells| {
            number += 1;
            let taken = take(cells, findings);
            findings.readable(taken, invariant, &format!("{table}, row {number}"));
        });
        match read.await {
            Err(failure) if is_about_data(&failure) => {
                self.findings.add(invariant, format!("{table}: {}", failure.error));
                self.connection.script(ROLLBACK_TO_SAVEPOINT).await
            }
            read => read,
        }
    }
}

/// Whether the database answered, and what it said is about its tables.
fn is_about_data(failure: &Failure) -> bool {
    failure.error.is_schema() || failure.error.is_invalid()
}
