//! Events, streams, ids, metadata, expectations, descriptions, and the event format. No I/O.

mod accept;
mod bytes;
mod cell;
mod column;
mod column_check;
mod column_form;
mod constant_check;
mod describe;
mod event;
mod exact_sum;
mod expect;
mod field;
mod file;
mod file_lists;
pub mod format;
pub(crate) mod hex;
mod ids;
pub mod json;
pub mod limits;
mod lists;
mod many_streams;
mod metadata;
pub mod name;
mod operand;
mod path;
mod reader;
mod reference;
mod role;
mod rule;
mod rule_list;
mod schema;
mod schema_json;
mod schema_parse;
mod step_form;
mod validate;
mod value;
#[cfg(test)]
pub(crate) mod vectors;
mod view;
mod view_build;
mod view_check;
mod view_column;
mod view_model;
mod view_reads;
pub(crate) mod words;

pub use bytes::Bytes;
pub(crate) use cell::to_microseconds;
pub use column::{Column, IntoCell};
pub use describe::{EventDescription, StreamDescription};
pub use event::{Event, IdRule, NewEvent, StreamRef};
pub(crate) use exact_sum::ExactSum;
pub use expect::Expect;
pub use field::Field;
pub(crate) use file::merged;
pub use file::{MODEL_FORMAT, Model};
pub use ids::{Hash, Origin, Space, StreamId};
pub use lists::{Json, Sibling, Siblings};
pub use metadata::Metadata;
pub use path::FieldPath;
pub use reference::{Reference, Token};
pub use role::{KeyPart, Meta, Role, Transform};
pub use rule::{Action, Source, Step};
pub use schema::{Property, Schema};
pub(crate) use validate::{in_column_range, parse_date, parse_decimal, parse_timestamp};
pub use value::{ColumnType, Value};
pub use view::{KeySource, ViewDescription};
pub use view_column::ColumnDescription;
pub use view_model::ViewModel;

// What only derived code names.
#[doc(hidden)]
pub use describe::FieldName;
#[doc(hidden)]
pub use operand::RuleOperand;
#[doc(hidden)]
pub use reader::{Gap, PropertyReader, Reader};
#[doc(hidden)]
pub use view_build::ViewBuilder;
