//! What a module with events, streams and views wants in scope.

pub use serde::{Deserialize, Serialize};

pub use crate::aggregate::{Apply, Stream};
pub use crate::model::{Event, Expect, Field, Metadata, NewEvent, StreamRef, Token};
pub use crate::store::{Append, Appended, Conflict, Gundb, Read};
pub use crate::view::View;
pub use gundb_derive::{Event, Field, Stream, View};
