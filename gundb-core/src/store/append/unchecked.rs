//! Appends that change a unique column of a view that is not kept just now: the view catches up
//! first, or the append says that nobody can check it.

use crate::error::{Error, Result};
use crate::store::handle::Gundb;
use crate::store::write::Unchecked;

/// How often a view is caught up for one append: processes without its code may leave it behind
/// again and again.
pub(super) const CATCH_UPS_MAX: u32 = 3;

impl Gundb {
    /// Whether an append may find a view with unique columns that is not kept: by its code, others
    /// may leave it behind at any time.
    pub(super) fn may_be_unchecked(&self) -> bool {
        self.shared.catalog().views.iter().any(|view| {
            view.plan.has_unique()
                && (view.plan.description.needs_code() || !view.state.is_caught_up())
        })
    }

    /// Brings the view up to the store.
    ///
    /// # Errors
    /// [`Error::is_behind`]: this process has not its code, or it lacks much.
    pub(super) async fn make_checkable(&self, unchecked: &Unchecked) -> Result<()> {
        let newest = self.newest(&unchecked.view).await?;
        if newest.is_folded_here() {
            return Ok(());
        }
        if newest.plan.is_blind() {
            return Err(refused(
                unchecked,
                "this program lacks the application code that folds the view; append with the application",
            ));
        }
        let caught_up = self.soon_caught_up(&newest).await;
        caught_up.map_err(|error| error.within(said(unchecked)))?;
        self.fresh_catalog().await.map(drop)
    }
}

/// The view has caught up, but the append was not written again, or the view was left behind once
/// more.
pub(super) fn append_again(unchecked: &Unchecked) -> Error {
    refused(
        unchecked,
        "the view was behind when the append came, and has caught up since; append again",
    )
}

fn refused(unchecked: &Unchecked, why: &str) -> Error {
    Error::behind(format!("{}: {why}", said(unchecked)))
}

fn said(Unchecked { view, column }: &Unchecked) -> String {
    format!(
        "nothing was stored: the append changes column `{column}` of view `{view}`, which is unique, and whether another \
         row has the value can't be known now"
    )
}
