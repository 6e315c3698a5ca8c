//! Waiting for a view to catch up, with progress where the standard error is a terminal.

use std::io::IsTerminal as _;
use std::time::Duration;

use gundb::Gundb;
use gundb::store::ViewInfo;
use indicatif::{ProgressBar, ProgressStyle};

use crate::Stdio;

/// Between two looks at how far a view is.
const LOOK_EVERY: Duration = Duration::from_millis(200);
const STYLE: &str = "view {msg}: {bar:30} {percent:>3} % of {len} positions";

/// Lets a view catch up.
pub(crate) async fn for_view(db: &Gundb, name: &str, stdio: &mut Stdio<'_>) -> anyhow::Result<()> {
    let Some(view) = unfinished(db, name).await? else { return Ok(()) };
    if view.description.needs_code() {
        writeln!(
            stdio.err,
            "view `{name}` needs application code: it catches up when that application runs"
        )?;
        return Ok(());
    }
    watched(db, name, db.wait_until_caught_up(name)).await
}

/// Does something that lets a view catch up, and shows how far it is.
pub(crate) async fn watched(
    db: &Gundb,
    name: &str,
    work: impl Future<Output = gundb::Result<()>>,
) -> anyhow::Result<()> {
    let is_shown = std::io::stderr().is_terminal();
    let bar = if is_shown { ProgressBar::new(0) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template(STYLE) {
        bar.set_style(style);
    }
    bar.set_message(name.to_owned());
    let mut work = std::pin::pin!(work);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            () = tokio::time::sleep(LOOK_EVERY), if is_shown => {
                if let Ok(Some(view)) = unfinished(db, name).await {
                    bar.set_length(view.last_position);
                    bar.set_position(view.position);
                }
            }
        }
    };
    bar.finish_and_clear();
    Ok(done?)
}

async fn unfinished(db: &Gundb, name: &str) -> gundb::Result<Option<ViewInfo>> {
    let views = db.views().await?;
    Ok(views.into_iter().find(|view| view.description.table == name && !view.state.is_caught_up()))
}
