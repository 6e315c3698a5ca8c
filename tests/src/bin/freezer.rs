//! A process for tests of locks: `freezer URL` stops itself in the middle of an append, while it
//! holds the store's lock, and continues on SIGCONT.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gundb::prelude::*;
use gundb::store::Connections;
use gundb::view::{Fold, Moment};

#[derive(Event)]
#[event(stream = "frozen")]
enum FrozenEvent {
    Froze,
}

#[derive(View)]
#[view(table = "frozen", event = FrozenEvent, fold)]
struct Frozen {
    #[view(key)]
    id: String,
    times: i64,
}

/// Whether it has stopped before.
static STOPPED: AtomicBool = AtomicBool::new(false);

impl Fold<FrozenEvent> for Frozen {
    fn fold(&mut self, _: &FrozenEvent, _: &Moment) {
        self.times += 1;
        if !STOPPED.swap(true, Ordering::Relaxed) {
            println!("in the middle of a write");
            let id = std::process::id().to_string();
            std::process::Command::new("kill").args(["-STOP", &id]).status().expect("kill runs");
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> gundb::Result<()> {
    let url = std::env::args().nth(1).unwrap_or_default();
    let soon = Connections::default().frozen_timeout(Duration::from_millis(200));
    let store = Gundb::builder().view::<Frozen>().connections(soon).open(&url).await?;
    store.append("a", Expect::New, [FrozenEvent::Froze]).await?;
    println!("stored");
    store.close().await;
    Ok(())
}
