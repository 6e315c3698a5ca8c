//! Cells of raw SQL: what the database says they are.

use jiff::civil::date;
use jiff::{SignedDuration, Span, Timestamp};
use rust_decimal::Decimal;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, Decode, Row as _, Sqlite, Type, TypeInfo as _, ValueRef as _};

use super::row::Row;
use crate::model::Value;

/// Cells of raw SQL; for one that can't be read, why.
pub(in crate::store) type RawCells = Vec<Result<Value, String>>;

/// Names of a row's columns.
pub(super) fn names(row: &Row) -> Vec<String> {
    match row {
        Row::Sqlite(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
        Row::Postgres(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
    }
}

/// All cells of a row; for a cell that can't be read, why, and what to do.
pub(super) fn cells(row: &Row) -> Vec<Result<Value, String>> {
    match row {
        Row::Sqlite(row) => (0..row.len()).map(|index| sqlite(row, index)).collect(),
        Row::Postgres(row) => (0..row.len()).map(|index| postgres(row, index)).collect(),
    }
}

/// A cell by its storage class, and by its declared type where that distinguishes truths from
/// numbers.
fn sqlite(row: &SqliteRow, index: usize) -> Result<Value, String> {
    let column = row.column(index);
    let raw = row.try_get_raw(index).map_err(|error| unreadable(column.name(), &error))?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let is_bool = column.type_info().name() == "BOOLEAN";
    let kind = raw.type_info().name().to_owned();
    match kind.as_str() {
        "INTEGER" => Ok(match decoded::<i64>(row, index)? {
            flag @ (0 | 1) if is_bool => Value::Bool(flag == 1),
            number => Value::Int(number),
        }),
        "REAL" => decoded(row, index).map(Value::Real),
        "TEXT" => decoded(row, index).map(Value::Text),
        "BLOB" => decoded(row, index).map(Value::Bytes),
        other => Err(unmapped(column.name(), other)),
    }
}

fn decoded<T: for<'r> Decode<'r, Sqlite> + Type<Sqlite>>(
    row: &SqliteRow,
    index: usize,
) -> Result<T, String> {
    row.try_get_unchecked(index).map_err(|error| unreadable(row.column(index).name(), &error))
}

fn unreadable(column: &str, error: &dyn std::fmt::Display) -> String {
    format!("column `{column}` can't be read: {error}")
}

fn unmapped(column: &str, kind: &str) -> String {
    format!(
        "column `{column}` has the type {kind}, which has no counterpart here; write CAST(… AS TEXT) in the SQL"
    )
}

/// A cell by its type, from the binary form in which prepared statements answer.
fn postgres(row: &PgRow, index: usize) -> Result<Value, String> {
    let column = row.column(index).name();
    let raw = row.try_get_raw(index).map_err(|error| unreadable(column, &error))?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    let bytes = raw.as_bytes().map_err(|error| unreadable(column, &error))?;
    let value = match kind.as_str() {
        "BOOL" => bytes.first().map(|byte| Value::Bool(*byte != 0)),
        "INT2" => bytes.try_into().ok().map(|bytes| Value::Int(i16::from_be_bytes(bytes).into())),
        "INT4" => bytes.try_into().ok().map(|bytes| Value::Int(i32::from_be_bytes(bytes).into())),
        "INT8" => bytes.try_into().ok().map(|bytes| Value::Int(i64::from_be_bytes(bytes))),
        "FLOAT4" => {
            bytes.try_into().ok().map(|bytes| Value::Real(f32::from_be_bytes(bytes).into()))
        }
        "FLOAT8" => bytes.try_into().ok().map(|bytes| Value::Real(f64::from_be_bytes(bytes))),
        "NUMERIC" => numeric(bytes),
        "TEXT" | "VARCHAR" | "CHAR" | "BPCHAR" | "NAME" | "UNKNOWN" => {
            std::str::from_utf8(bytes).ok().map(|text| Value::Text(text.to_owned()))
        }
        "BYTEA" => Some(Value::Bytes(bytes.to_vec())),
        "UUID" => uuid::Uuid::from_slice(bytes).ok().map(Value::Uuid),
        "JSON" => std::str::from_utf8(bytes).ok().map(|text| Value::Json(text.to_owned())),
        "TIMESTAMPTZ" => bytes.try_into().ok().map(i64::from_be_bytes).and_then(time),
        "DATE" => bytes.try_into().ok().map(i32::from_be_bytes).and_then(day),
        other => return Err(unmapped(column, other)),
    };
    value.ok_or_else(|| {
        format!(
            "column `{column}` has a {kind} that no value here can hold; write CAST(… AS TEXT) in the SQL"
        )
    })
}

/// Microseconds since 2000-01-01 UTC.
fn time(microseconds: i64) -> Option<Value> {
    const SECONDS_1970_TO_2000: i64 = 946_684_800;
    let start = Timestamp::from_second(SECONDS_1970_TO_2000).ok()?;
    start.checked_add(SignedDuration::from_micros(microseconds)).ok().map(Value::Time)
}

/// Days since 2000-01-01.
fn day(days: i32) -> Option<Value> {
    let span = Span::new().try_days(days).ok()?;
    date(2000, 1, 1).checked_add(span).ok().map(Value::Date)
}

/// Postgres' decimal: four numbers of 16 bits (digits, weight of the first, sign, decimals shown),
/// then the digits to base 10,000. Without decimals it is a whole number if 64 bits hold it; else a
/// decimal if that holds it; else, with decimals, the nearest double.
fn numeric(bytes: &[u8]) -> Option<Value> {
    let words: Vec<i16> =
        bytes.chunks_exact(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect();
    let [_, weight, sign, decimals, digits @ ..] = words.as_slice() else { return None };
    let sign = match sign.cast_unsigned() {
        0x0000 => "",
        0x4000 => "-",
        _ => return None,
    };
    let mut text = String::from(sign);
    let digit = |group_index: i16| {
        usize::try_from(group_index)
            .ok()
            .and_then(|group_index| digits.get(group_index))
            .unwrap_or(&0)
    };
    text.push('0');
    (0..=*weight).for_each(|group_index| text.push_str(&format!("{:04}", digit(group_index))));
    if *decimals == 0 {
        let whole = text.parse().ok().map(Value::Int);
        return whole.or_else(|| Decimal::from_str_exact(&text).ok().map(Value::Decimal));
    }
    text.push('.');
    let groups = (decimals + 3) / 4;
    (weight + 1..=weight + groups)
        .for_each(|group_index| text.push_str(&format!("{:04}", digit(group_index))));
    let exact = exact(&text, usize::try_from(*decimals).ok()?);
    exact.map(Value::Decimal).or_else(|| text.parse().ok().map(Value::Real))
}

/// The decimal of a text with at least this many decimals, as many as are shown; fewer, where a
/// decimal has no room for zeros.
fn exact(text: &str, decimals: usize) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.')?;
    let shown = format!("{whole}.{}", fraction.get(..decimals)?);
    let short = shown.trim_end_matches('0').trim_end_matches('.');
    Decimal::from_str_exact(&shown).or_else(|_| Decimal::from_str_exact(short)).ok()
}

#[cfg(test)]
mod tests {
    use super::{day, numeric, time};
    use crate::model::Value;

    fn decimal(words: &[u16]) -> Option<Value> {
        numeric(&words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>())
    }

    #[test]
    fn decimals_are_whole_or_exact() {
        let decimal_of = |text: &str| Some(Value::Decimal(text.parse().unwrap()));
        for (words, value) in [
            (&[0, 0, 0, 0][..], Some(Value::Int(0))),
            (&[1, 1, 0, 0, 5], Some(Value::Int(50_000))),
            (&[2, 1, 0x4000, 0, 5, 7], Some(Value::Int(-50_007))),
            (&[5, 4, 0, 0, 922, 3372, 368, 5477, 5807], Some(Value::Int(i64::MAX))),
            (&[5, 4, 0x4000, 0, 922, 3372, 368, 5477, 5808], Some(Value::Int(i64::MIN))),
            (&[5, 4, 0, 0, 922, 3372, 368, 5477, 5808], decimal_of("9223372036854775808")),
            (&[8, 7, 0, 0, 922, 3372, 368, 5477, 5808, 0, 0, 0], None),
            (&[2, 0, 0, 1, 2, 5000], decimal_of("2.5")),
            (&[1, 0xFFFF, 0x4000, 4, 25], decimal_of("-0.0025")),
            (&[1, 0xFFFE, 0, 8, 25], decimal_of("0.00000025")),
            (&[2, 0, 0, 40, 2, 5000], decimal_of("2.5")),
            (
                &[9, 0, 0, 32, 3, 3333, 3333, 3333, 3333, 3333, 3333, 3333, 3333],
                Some(Value::Real(10.0 / 3.0 - 1e-30)),
            ),
            (&[0, 0, 0xC000, 0], None),
            (&[0, 0], None),
        ] {
            assert_eq!(decimal(words), value, "{words:?}");
        }
    }

    #[test]
    fn times_and_days_count_from_2000() {
        let shown = |value: Option<Value>| format!("{value:?}");
        assert_eq!(shown(time(-1)), "Some(Time(1999-12-31T23:59:59.999999Z))");
        assert_eq!(shown(day(-1)), "Some(Date(1999-12-31))");
        assert_eq!((time(i64::MAX), day(i32::MAX)), (None, None));
    }
}
