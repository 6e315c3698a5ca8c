//! Events, streams, ids, metadata, expectations, descriptions, and the event format. No I/O.

mod column;
mod describe;
mod event;
mod expect;
mod field;
pub mod format;
mod hex;
mod ids;
pub mod json;
pub mod limits;
mod metadata;
pub mod name;
mod reference;
mod schema;
mod schema_json;
mod validate;
mod view;
mod view_build;
mod view_check;

pub use column::{Column, ColumnType, IntoCell, Value};
pub use describe::{EventDescription, FieldName, StreamDescription};
pub use event::{Event, NewEvent, StreamRef};
pub use expect::Expect;
pub use field::Field;
pub use ids::{Hash, Origin, Space, StreamId};
pub use metadata::Metadata;
pub use reference::{Reference, Token};
pub use schema::{Property, Schema};
pub(crate) use validate::{in_column_range, parse_date, parse_timestamp};
pub use view::{
    Action, ColumnDescription, KeyPart, KeySource, Meta, Role, Source, Step, Transform, ViewDescription,
};
pub use view_build::{ViewBuilder, ViewModel};
