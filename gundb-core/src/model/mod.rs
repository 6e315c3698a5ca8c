//! Events, streams, ids, metadata, expectations, descriptions, and the event format. No I/O.

mod accept;
mod bytes;
mod cell;
mod column;
mod column_check;
mod constant_check;
mod describe;
mod event;
mod expect;
mod field;
mod file;
pub mod format;
pub(crate) mod hex;
mod ids;
pub mod json;
pub mod limits;
mod lists;
mod metadata;
pub mod name;
mod operand;
mod path;
mod planted;
mod reader;
mod reference;
mod rule;
mod rule_list;
mod schema;
mod schema_json;
mod step_form;
mod validate;
#[cfg(test)]
pub(crate) mod vectors;
mod view;
mod view_build;
mod view_check;
mod view_column;
mod view_form;
mod view_model;

pub use bytes::Bytes;
#[cfg(test)]
pub(crate) use cell::to_microseconds;
pub use column::{Column, ColumnType, IntoCell, Value};
pub use describe::{EventDescription, FieldName, StreamDescription};
pub use event::{Event, IdRule, NewEvent, StreamRef};
pub use expect::Expect;
pub use field::Field;
pub(crate) use file::merged;
pub use file::{MODEL_FORMAT, Model};
pub use ids::{Hash, Origin, Space, StreamId};
pub use lists::{Json, Sibling, Siblings};
pub use metadata::Metadata;
pub use operand::RuleOperand;
pub use path::FieldPath;
pub use planted::Planted;
#[cfg(feature = "planted")]
pub use planted::plant;
pub(crate) use planted::{is_planted, next_of_sequence};
pub use reader::{Gap, PropertyReader, Reader};
pub use reference::{Reference, Token};
pub use rule::{Action, Source, Step};
pub use schema::{Property, Schema};
pub(crate) use validate::{in_column_range, parse_date, parse_decimal, parse_timestamp};
pub use view::{KeyPart, KeySource, Meta, Role, Transform, ViewDescription};
pub use view_build::ViewBuilder;
pub use view_column::ColumnDescription;
pub use view_model::ViewModel;
