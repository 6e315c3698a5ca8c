//! Which views this process is catching up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Which views this process is catching up, and what went wrong the last time.
#[derive(Debug, Default)]
pub(super) struct CatchUps {
    views: Mutex<HashMap<i64, Arc<Turn>>>,
}

/// One view's turn: one task of this process works on it at a time.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub(super) lock: tokio::sync::Mutex<()>,
    /// Whether a background task is there.
    pub(super) is_running: Mutex<bool>,
    pub(super) trouble: Mutex<Option<String>>,
}

impl CatchUps {
    pub(super) fn turn(&self, view: i64) -> Arc<Turn> {
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(views.entry(view).or_default())
    }

    /// What stopped the last try of this process.
    pub(super) fn trouble(&self, view: i64) -> Option<String> {
        self.turn(view).trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
