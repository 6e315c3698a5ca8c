//! Rows that a received event is late for.

use std::sync::Arc;

use crate::store::backend::{Connection, Failure};
use crate::store::batch::Batch;
use crate::store::refold::Folder;

/// Folds again what events of the batch were late for; they are in the table by now.
pub(in crate::store) async fn late_rows(
    connection: &mut Connection,
    batch: &mut Batch,
) -> Result<(), Failure> {
    let catalog = Arc::clone(&batch.catalog);
    for index in batch.rows.late_views() {
        let view = catalog.views[index].id;
        let Some(mut folder) = Folder::of(&catalog, view, Arc::clone(&batch.logs.origins)) else {
            continue;
        };
        std::mem::swap(&mut folder.rows, &mut batch.rows);
        let folded = folder.refold_late(connection, None).await;
        std::mem::swap(&mut folder.rows, &mut batch.rows);
        folded?;
    }
    batch.rows.remove_outdated(connection).await
}
