//! Errors of commands about views.

use gundb::Gundb;

use crate::exit::Failure;

/// The error of a command about a view; with where views come from, where the database has none.
pub(super) async fn explained(error: impl Into<anyhow::Error>, db: &Gundb) -> anyhow::Error {
    let error = error.into();
    let is_invalid = error.downcast_ref::<gundb::Error>().is_some_and(gundb::Error::is_invalid);
    if !is_invalid || !db.views().await.is_ok_and(|views| views.is_empty()) {
        return error;
    }
    let how =
        "views come with `gundb model apply FILE`, or with the application that has their code";
    Failure::invalid(format!("{error}; {how}")).into()
}
