//! One history, from its first step to what all nodes hold at its end.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::held::Held;
use super::oracle;
use super::script::Script;
use super::world::World;

/// How a history went.
#[derive(Debug)]
pub struct Played {
    /// What happened, line by line; the same for the same script.
    pub trace: Vec<String>,
    /// Which oracle found what.
    pub broken: Option<String>,
}

/// Plays a script, on a runtime of its own. A panic breaks it, too.
///
/// # Panics
/// Where there is no runtime to be had.
pub fn play(script: &Script) -> Played {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    // Files need no driver of sockets, and waking without one is cheaper.
    let runtime = if script.postgres > 0 { runtime.enable_all() } else { runtime.enable_time() };
    let runtime = runtime.build().expect("a tokio runtime");
    let history = async {
        match World::begin(script).await {
            Ok(mut world) => {
                let broken = played(&mut world, script).await.err();
                Played { trace: world.trace, broken }
            }
            Err(broken) => Played { trace: Vec::new(), broken: Some(broken) },
        }
    };
    catch_unwind(AssertUnwindSafe(|| runtime.block_on(history))).unwrap_or_else(|_| {
        let broken = Some("it panicked; the message is above".to_owned());
        Played { trace: Vec::new(), broken }
    })
}

async fn played(world: &mut World, script: &Script) -> Held {
    world.play(script).await?;
    world.heal().await?;
    oracle::converge(&world.nodes).await?;
    let summaries = oracle::all_equal(&world.nodes, &world.facts).await?;
    world.trace.extend(summaries);
    Ok(())
}
