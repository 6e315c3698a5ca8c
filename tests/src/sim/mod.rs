//! The simulation: many nodes with real stores, virtual time, faults by name, and one seed that decides it all.
//!
//! A seed makes a [`Script`]; [`play`] plays it. While it runs, everything may go wrong (safety); then the faults stop, all
//! nodes meet, and what they hold is compared with what the simulation itself wrote down (liveness, and a reference fold of
//! its own). One store is called at a time, and the trace of a script depends on the script alone.

mod carry;
mod clubs;
mod fact;
mod generate;
mod many;
mod marks;
mod meet;
mod minimise;
mod model;
mod node;
mod oracle;
mod reference;
mod script;
mod strange;
mod template;
mod time;
mod workers;
mod world;

pub use generate::{Flavour, Weights};
pub use many::{Broken, Many};
pub use marks::{SOMETIMES, counts};
pub use minimise::{minimise, shortest};
pub use model::{POISON, ThingEvent, Views};
pub use script::{Act, Carrier, Jump, Part, Script, Step, Strange};
pub use workers::work;

use std::panic::{AssertUnwindSafe, catch_unwind};

use world::World;

/// What holds, or which oracle says that it does not.
pub(crate) type Held<T = ()> = Result<T, String>;

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
    let told = oracle::all_equal(world).await?;
    world.trace.extend(told);
    Ok(())
}
