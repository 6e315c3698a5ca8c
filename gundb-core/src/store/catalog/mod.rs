//! What is registered, as tables and this process have it.

mod codes;
pub(in crate::store) mod hung;
mod registered;
mod view_state;

pub(in crate::store) use codes::CodeRegistry;
pub(in crate::store) use hung::Hung;
pub(in crate::store) use registered::{Catalog, EventType, RegisteredView, building};
pub use view_state::ViewState;
