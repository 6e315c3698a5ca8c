//! Events, streams, ids, metadata, expectations, descriptions, and the event format. No I/O.

mod bytes;
mod cell;
mod column;
mod describe;
mod event;
mod expect;
mod field;
pub mod format;
pub(crate) mod hex;
mod ids;
pub mod json;
pub mod limits;
mod lists;
mod metadata;
pub mod name;
mod path;
mod reference;
mod schema;
mod schema_json;
mod step_form;
mod validate;
mod view;
mod view_build;
mod view_check;
mod view_form;
mod view_model;

pub use bytes::Bytes;
#[cfg(test)]
pub(crate) use cell::to_microseconds;
pub use column::{Column, ColumnType, IntoCell, Value};
pub use describe::{EventDescription, FieldName, StreamDescription};
pub use event::{Event, NewEvent, StreamRef};
pub use expect::Expect;
pub use field::Field;
pub use ids::{Hash, Origin, Space, StreamId};
pub use lists::{Json, Sibling, Siblings};
pub use metadata::Metadata;
pub use path::FieldPath;
pub use reference::{Reference, Token};
pub use schema::{Property, Schema};
pub(crate) use validate::{in_column_range, parse_date, parse_decimal, parse_timestamp};
pub use view::{
    Action, ColumnDescription, KeyPart, KeySource, Meta, Role, Source, Step, Transform, ViewDescription,
};
pub use view_build::ViewBuilder;
pub use view_model::ViewModel;
