//! What a module with events, streams and views wants in scope: traits, derives, and the types that
//! nearly every use names. The rest is taken from where it is; of serde, nothing is here.

pub use crate::aggregate::{Apply, Stream};
pub use crate::model::{Event, Expect, Field, Metadata, NewEvent, StreamRef, Token};
pub use crate::store::{Appended, Conflict, Gundb};
pub use crate::view::View;
pub use gundb_derive::{Event, Field, Stream, View};
