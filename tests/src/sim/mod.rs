//! The simulation: many nodes with real stores, virtual time, faults by name, and one seed that
//! decides it all.
//!
//! A seed makes a [`Script`]; [`play`] plays it. While it runs, everything may go wrong (safety);
//! then the faults stop, all nodes meet, and what they hold is compared with what the simulation
//! itself wrote down (liveness, and a reference fold of its own). One store is called at a time,
//! and the trace of a script depends on the script alone.

mod carry;
mod clubs;
mod compare;
mod event;
mod fact;
mod foreign;
mod generate;
mod heads;
mod held;
mod many;
mod marks;
mod meet;
mod minimise;
mod model;
mod node;
mod oracle;
mod play;
mod reference;
mod script;
mod template;
mod time;
mod workers;
mod world;

pub use event::{POISON, ThingEvent};
pub use generate::{Flavour, Weights};
pub use many::{Broken, Many};
pub use marks::{SOMETIMES, counts};
pub use minimise::{minimise, shortest};
pub use model::Views;
pub use play::{Played, play};
pub use script::{Act, Carrier, ForeignRecord, Jump, Part, Script, Step};
pub use workers::work;
