//! The values of a statement as each driver takes them.

use sea_query::Value;
use sqlx::Arguments as _;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

use crate::sql::{Array, Bound};

/// What the layer `sql` never binds.
const UNUSED: &str = "statements bind truths, numbers, texts and bytes";
/// The drivers' encoders of these types have no error.
const ENCODED: &str = "a value of a basic type is encoded";

pub(super) fn sqlite(values: Vec<Bound>) -> SqliteArguments {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.iter().map(Bound::placeholders).sum(), 0);
    for value in values {
        match value {
            Bound::One(Value::Bool(value)) => arguments.add(value),
            Bound::One(Value::Int(value)) => arguments.add(value),
            Bound::One(Value::BigInt(value)) => arguments.add(value),
            Bound::One(Value::BigUnsigned(value)) => arguments.add(value.map(u64::cast_signed)),
            Bound::One(Value::Unsigned(value)) => arguments.add(value),
            Bound::One(Value::Double(value)) => arguments.add(value),
            Bound::One(Value::String(value)) => arguments.add(value),
            Bound::One(Value::Bytes(value)) => arguments.add(value),
            Bound::Rows { columns, rows, size } => row_by_row(&mut arguments, columns, rows, size),
            other => unreachable!("{UNUSED}: {other:?}"),
        }
        .expect(ENCODED);
    }
    arguments
}

fn row_by_row(
    arguments: &mut SqliteArguments,
    mut columns: Vec<Array>,
    rows: usize,
    size: usize,
) -> Result<(), BoxDynError> {
    for row in 0..rows {
        for column in &mut columns {
            match column {
                Array::Bools(cells) => arguments.add(cells[row].take()),
                Array::Ints(cells) => arguments.add(cells[row].take()),
                Array::Reals(cells) => arguments.add(cells[row].take()),
                Array::Texts(cells) => arguments.add(cells[row].take()),
                Array::Blobs(cells) => arguments.add(cells[row].take()),
            }?;
        }
    }
    for _ in 0..(size - rows) * columns.len() {
        arguments.add(None::<i64>)?;
    }
    Ok(())
}

pub(super) fn postgres(values: Vec<Bound>) -> PgArguments {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Bound::One(Value::Bool(value)) => arguments.add(value),
            Bound::One(Value::Int(value)) => arguments.add(value),
            Bound::One(Value::BigInt(value)) => arguments.add(value),
            Bound::One(Value::BigUnsigned(value)) => arguments.add(value.map(u64::cast_signed)),
            Bound::One(Value::Unsigned(value)) => arguments.add(value.map(i64::from)),
            Bound::One(Value::Double(value)) => arguments.add(value),
            Bound::One(Value::String(value)) => arguments.add(value),
            Bound::One(Value::Bytes(value)) => arguments.add(value),
            Bound::Each(Array::Bools(cells)) => arguments.add(cells),
            Bound::Each(Array::Ints(cells)) => arguments.add(cells),
            Bound::Each(Array::Reals(cells)) => arguments.add(cells),
            Bound::Each(Array::Texts(cells)) => arguments.add(cells),
            Bound::Each(Array::Blobs(cells)) => arguments.add(cells),
            other => unreachable!("{UNUSED}: {other:?}"),
        }
        .expect(ENCODED);
    }
    arguments
}
