//! Catching up in the background, once a view and process.

use std::sync::{Arc, PoisonError};

use super::{chunks, repair};
use crate::error::Result;
use crate::store::catch_ups::Turn;
use crate::store::shared::Shared;

/// Brings a view up to the store; waits for a task of this process that is at it already.
pub(in crate::store) async fn catch_up(shared: &Shared, view: i64) -> Result<()> {
    let turn = shared.catch_ups.turn(view);
    let _lock = turn.lock.lock().await;
    let done = run_and_repair(shared, view).await;
    let trouble = done.as_ref().err().map(ToString::to_string);
    *turn.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    done
}

async fn run_and_repair(shared: &Shared, view: i64) -> Result<()> {
    chunks::run(shared, view).await?;
    let registered =
        shared.catalog().views.iter().find(|registered| registered.id == view).cloned();
    match registered {
        Some(registered) => repair::repair(shared, &registered).await,
        None => Ok(()),
    }
}

/// Starts a task for each view of this process's own code that is not live and has none yet.
pub(in crate::store) fn start(shared: &Arc<Shared>) {
    for view in &shared.catalog().views {
        if view.state.is_caught_up() || !shared.is_own(&view.hash) {
            continue;
        }
        let turn = shared.catch_ups.turn(view.id);
        let mut is_running = turn.is_running.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_running {
            continue;
        }
        *is_running = true;
        drop(is_running);
        tokio::spawn(run(Arc::clone(shared), view.id, view.plan.name().to_owned(), turn));
    }
}

async fn run(shared: Arc<Shared>, view: i64, name: String, turn: Arc<Turn>) {
    if let Err(error) = catch_up(&shared, view).await {
        tracing::warn!(view = %name, %error, "the view could not catch up; it goes on with the next read or open");
    }
    *turn.is_running.lock().unwrap_or_else(PoisonError::into_inner) = false;
}
