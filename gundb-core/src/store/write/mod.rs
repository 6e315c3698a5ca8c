//! The one write path: a batch of requests becomes one transaction, in sets.
//!
//! All that can be refused is refused from data in memory, before anything of the request is
//! staged, so one caller's mistake never touches a neighbour in the batch.
//!
//! | phase | file |
//! |---|---|
//! | all of them, in order | `group.rs` |
//! | events become changes of view rows; what a view can't take is refused | `request.rs` |
//! | what the writer remembers of streams, rows and logs | `recent.rs` |
//! | questions for the rest: streams, known ids, rows, holders of unique values | `ask.rs` |
//! | what may refuse a request: ids, then expectations; unique values | `admit.rs`, `unique.rs` |
//! | the events of a request: sequence, HLC, parents, hash | `stage.rs` |
//! | position, heads, clock and rows, as for received records; then statements | `store/batch/` |
//! | a commit without an answer | `settle.rs` |

mod admit;
mod ask;
mod content;
mod group;
mod recent;
mod request;
mod settle;
mod stage;
mod unique;

use jiff::Timestamp;
use tokio::sync::Mutex;

use crate::error::{Error, Result};
use crate::store::backend::Failure;
use crate::store::retry::attempted;
use crate::store::shared::Shared;
use group::Group;

pub(super) use recent::Recent;
pub(super) use request::{
    Outcome, PreparedEvent, Refusal, Request, Stored, StreamRequest, Unchecked,
};

/// Writes a batch of requests in one transaction; what became of each, in their order. Where the
/// database refuses the whole for what is in it, each is written alone, so that only the culprit
/// fails.
pub(super) async fn write(
    shared: &Shared,
    recent: &Mutex<Recent>,
    requests: &[Request],
) -> Vec<Result<Outcome>> {
    // Wall time before the lock: a clock is application code.
    let now = shared.clock.now();
    let tried = attempted(|| write_once(shared, recent, now, requests)).await;
    let failure = match tried {
        Ok(outcomes) => return outcomes.into_iter().map(Ok).collect(),
        Err(failure) => failure,
    };
    if requests.len() == 1 || !failure.is_about_content() {
        return requests.iter().map(|_| Err(failure.error.repeated())).collect();
    }
    let mut outcomes = Vec::with_capacity(requests.len());
    for request in requests {
        let alone =
            attempted(|| write_once(shared, recent, now, std::slice::from_ref(request))).await;
        let alone = alone.map_err(|failure| failure.error);
        outcomes.push(alone.and_then(|outcomes| {
            outcomes.into_iter().next().ok_or_else(|| Error::corrupt("a write without an outcome"))
        }));
    }
    outcomes
}

async fn write_once(
    shared: &Shared,
    recent: &Mutex<Recent>,
    now: Timestamp,
    requests: &[Request],
) -> Result<Vec<Outcome>, Failure> {
    // Nobody waits for it: a store has one writer task.
    let mut recent = recent.lock().await;
    // Put back when all went well.
    let mut taken = std::mem::take(&mut *recent);
    let outcomes = Group { shared, requests, now }.write(&mut taken).await?;
    *recent = taken;
    Ok(outcomes)
}
