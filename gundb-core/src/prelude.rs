//! What a module with events, streams and views wants in scope.

pub use serde::{Deserialize, Serialize};

pub use crate::aggregate::{Apply, Stream};
pub use crate::model::{Event, Expect, Metadata, NewEvent, Token};
pub use crate::store::{Appended, Gundb};
pub use crate::view::View;
pub use gundb_derive::{Event, Stream, View};
