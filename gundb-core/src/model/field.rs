//! Which Rust types an event's fields may have, and the JSON that serde makes of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::describe::FieldName;
use super::lists::Json;
use super::reader::Reader;
use super::schema::Schema;

/// A type that can be a field of an event.
///
/// Implemented for the types below; implement it for your own with a [`Schema`] of what serde makes
/// of it:
///
/// ```
/// use gundb::model::{Field, Schema};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// #[serde(transparent)]
/// struct Cents(i64);
///
/// impl Field for Cents {
///     type Base = i64;
///     fn schema() -> Schema {
///         i64::schema()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a field of an event: GunDB does not know what JSON serde makes of it",
    label = "not a known field type",
    note = "a struct or an enum of yours derives `Field` (`gundb::Field`), beside serde's `Serialize` and `Deserialize`",
    note = "for another type, implement `gundb::model::Field` by hand and say its `Schema` (`Schema::Any` accepts all)"
)]
pub trait Field {
    /// What view rules see: the type itself, without `Option`.
    type Base;

    /// Whether serde fills in a missing key.
    const OPTIONAL: bool = false;

    /// Whether its JSON may be an object, and so be a whole payload: `Opened(Type)`.
    const MAY_BE_OBJECT: bool = true;

    /// The JSON that serde reads and writes for this type.
    fn schema() -> Schema;

    /// What serde reads for this type, where that is more or less than the schema says: `alias`,
    /// `deny_unknown_fields`. Payloads that are stored already must still be read, so `open`
    /// compares it with the schemas of the database.
    #[doc(hidden)]
    fn reader() -> Reader {
        Self::schema().into()
    }

    /// What the fields of a struct are called in its JSON, so that rules can name them; nothing for
    /// other types.
    #[doc(hidden)]
    fn fields() -> Vec<FieldName> {
        Vec::new()
    }
}

macro_rules! fields {
    ($is_object:literal: $($type:ty => $schema:expr),* $(,)?) => {$(
        impl Field for $type {
            type Base = $type;
            const MAY_BE_OBJECT: bool = $is_object;

            fn schema() -> Schema {
                $schema
            }
        }
    )*};
}

fn whole(min: i64, max: u64) -> Schema {
    Schema::Integer { min, max }
}

fields! {
    false:
    bool => Schema::Bool,
    i8 => whole(i8::MIN.into(), i8::MAX as u64),
    i16 => whole(i16::MIN.into(), i16::MAX as u64),
    i32 => whole(i32::MIN.into(), i32::MAX as u64),
    i64 => whole(i64::MIN, i64::MAX as u64),
    u8 => whole(0, u8::MAX.into()),
    u16 => whole(0, u16::MAX.into()),
    u32 => whole(0, u32::MAX.into()),
    u64 => whole(0, u64::MAX),
    f32 => Schema::Single,
    f64 => Schema::Number,
    String => Schema::Text,
    Timestamp => Schema::Timestamp,
    Date => Schema::Date,
    Uuid => Schema::Uuid,
    Decimal => Schema::Decimal,
}

fields! {
    true:
    serde_json::Value => Schema::Any,
}

impl<T: Field> Field for Option<T> {
    type Base = T::Base;
    const OPTIONAL: bool = true;
    const MAY_BE_OBJECT: bool = false;

    fn schema() -> Schema {
        match T::schema() {
            inner @ (Schema::Nullable(_) | Schema::Any) => inner,
            inner => Schema::Nullable(Box::new(inner)),
        }
    }

    fn reader() -> Reader {
        Reader::Nullable(Box::new(T::reader()))
    }

    fn fields() -> Vec<FieldName> {
        T::fields()
    }
}

impl<T: Field> Field for Vec<T> {
    type Base = Self;
    const MAY_BE_OBJECT: bool = false;

    fn schema() -> Schema {
        Schema::Array(Box::new(T::schema()))
    }

    fn reader() -> Reader {
        Reader::Array(Box::new(T::reader()))
    }
}

impl<T: Field> Field for BTreeSet<T> {
    type Base = Self;
    const MAY_BE_OBJECT: bool = false;

    fn schema() -> Schema {
        Schema::Array(Box::new(T::schema()))
    }

    fn reader() -> Reader {
        Reader::Array(Box::new(T::reader()))
    }
}

impl<T: Field> Field for Json<T> {
    type Base = T::Base;
    const OPTIONAL: bool = T::OPTIONAL;
    const MAY_BE_OBJECT: bool = T::MAY_BE_OBJECT;

    fn schema() -> Schema {
        T::schema()
    }

    fn reader() -> Reader {
        T::reader()
    }

    fn fields() -> Vec<FieldName> {
        T::fields()
    }
}

impl<T: Field> Field for Box<T> {
    type Base = T::Base;
    const OPTIONAL: bool = T::OPTIONAL;
    const MAY_BE_OBJECT: bool = T::MAY_BE_OBJECT;

    fn schema() -> Schema {
        T::schema()
    }

    fn reader() -> Reader {
        T::reader()
    }

    fn fields() -> Vec<FieldName> {
        T::fields()
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    type Base = Self;
    const MAY_BE_OBJECT: bool = false;

    fn schema() -> Schema {
        Schema::Map(Box::new(T::schema()))
    }

    fn reader() -> Reader {
        Reader::Map(Box::new(T::reader()))
    }
}

impl<T: Field> Field for HashMap<String, T> {
    type Base = Self;
    const MAY_BE_OBJECT: bool = false;

    fn schema() -> Schema {
        Schema::Map(Box::new(T::schema()))
    }

    fn reader() -> Reader {
        Reader::Map(Box::new(T::reader()))
    }
}
