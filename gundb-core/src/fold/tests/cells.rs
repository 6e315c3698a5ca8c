//! Payload values at the borders of the column types.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::fold::cell::cell;
use crate::fold::{FoldEvent, Plan};
use crate::model::to_microseconds;
use crate::model::{
    ColumnDescription, ColumnType, KeyPart, KeySource, Role, Transform, Value, ViewDescription,
};

fn column(column_type: ColumnType, index: bool) -> ColumnDescription {
    ColumnDescription {
        nullable: true,
        index,
        ..ColumnDescription::new("c", column_type, Role::Fold(Vec::new()))
    }
}

fn read(column_type: ColumnType, json: &Json) -> Result<Value, String> {
    cell(&column(column_type, false), Some(json))
}

#[track_caller]
fn assert_refused(column_type: ColumnType, values: &[Json]) {
    for value in values {
        let refused = read(column_type, value).expect_err(&value.to_string());
        assert!(refused.contains("or out of range"), "{refused}");
    }
}

fn time(text: &str) -> Result<String, String> {
    read(ColumnType::Time, &json!(text)).map(|value| match value {
        Value::Time(time) => format!("{time:.9}"),
        other => panic!("{other:?}"),
    })
}

#[test]
fn null_and_nothing_are_null() {
    for column_type in [ColumnType::Bool, ColumnType::Int, ColumnType::Text, ColumnType::Time] {
        assert_eq!(cell(&column(column_type, false), None), Ok(Value::Null));
        assert_eq!(read(column_type, &Json::Null), Ok(Value::Null));
    }
}

#[test]
fn negative_zero_becomes_zero() {
    let Ok(Value::Real(zero)) = read(ColumnType::Real, &json!(-0.0)) else { panic!("no real") };
    assert_eq!(zero.to_bits(), 0.0_f64.to_bits());
}

#[test]
fn integers_have_64_bits_and_no_fraction() {
    for number in [i64::MIN, -1, 0, i64::MAX] {
        assert_eq!(read(ColumnType::Int, &json!(number)), Ok(Value::Int(number)));
    }
    assert_refused(
        ColumnType::Int,
        &[json!(1_u64 << 63), json!(1.0), json!(1e2), json!("1"), json!(true)],
    );
}

#[test]
fn other_types_are_refused() {
    assert_refused(ColumnType::Bool, &[json!(0), json!("true")]);
    assert_refused(ColumnType::Real, &[json!("1"), json!([1])]);
    assert_refused(ColumnType::Text, &[json!(1), json!({}), json!("a\0")]);
    assert_refused(
        ColumnType::Time,
        &[json!(1), json!("2024-02-29"), json!("2024-02-29T00:00:00")],
    );
    assert_refused(ColumnType::Date, &[json!(1), json!("2024-02-30"), json!("29.02.2024")]);
}

#[test]
fn times_are_cut_to_microseconds_towards_the_past() {
    let cut = |text: &str| time(text).unwrap();
    assert_eq!(cut("2024-02-29T12:00:00.123456789+02:00"), "2024-02-29T10:00:00.123456000Z");
    assert_eq!(cut("1969-12-31T23:59:59.999999999Z"), "1969-12-31T23:59:59.999999000Z");
    assert_eq!(cut("1969-12-31T23:59:59.000000001Z"), "1969-12-31T23:59:59.000000000Z");
}

#[test]
fn times_are_of_the_years_1_to_9999() {
    for text in
        ["0001-01-01T00:00:00Z", "0001-01-01T01:00:00+01:00", "9999-12-30T22:00:00.999999999Z"]
    {
        assert!(time(text).is_ok(), "{text}");
    }
    // The last is in UTC's year 9999, but beyond what jiff holds.
    for text in [
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+01:00",
        "-000001-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "9999-12-31T00:00:00Z",
    ] {
        assert!(time(text).is_err(), "{text}");
    }
    for (text, fits) in [
        ("0000-12-31", false),
        ("0001-01-01", true),
        ("9999-12-31", true),
        ("-000001-01-01", false),
    ] {
        assert_eq!(read(ColumnType::Date, &json!(text)).is_ok(), fits, "{text}");
    }
}

#[test]
fn indexed_texts_have_1024_bytes_at_most() {
    let text = |bytes: usize| json!("é".repeat(bytes / 2) + &"e".repeat(bytes % 2));
    let key = ColumnDescription { role: Role::Key(Vec::new()), ..column(ColumnType::Text, false) };
    for indexed in [column(ColumnType::Text, true), key] {
        assert!(cell(&indexed, Some(&text(1024))).is_ok());
        let refused = cell(&indexed, Some(&text(1025))).unwrap_err();
        assert!(refused.contains("1025 bytes is too long"), "{refused}");
    }
    assert!(cell(&column(ColumnType::Text, false), Some(&text(100_000))).is_ok());
}

#[test]
fn a_key_of_many_cells_has_2048_bytes_at_most() {
    let part = |name: &str| {
        let part = KeyPart { event: "t.a".into(), field: name.into(), transform: Transform::None };
        ColumnDescription {
            name: name.into(),
            role: Role::Key(vec![part]),
            ..column(ColumnType::Text, false)
        }
    };
    let description = ViewDescription {
        table: "t".into(),
        version: 1,
        events: vec!["t.a".into()],
        key: KeySource::Fields,
        columns: vec![part("x"), part("y")],
        delete: Vec::new(),
        creates: Vec::new(),
    };
    let plan = Plan::new(description, Default::default());
    let change = |x: usize, y: usize| {
        let payload = json!({"x": "x".repeat(x), "y": "y".repeat(y)});
        plan.change(&FoldEvent { stream_key: "", event_type: "t.a", payload: &payload, text: "" })
    };
    // 9 bytes a cell come in front of its text.
    assert!(change(1024, 1006).is_ok());
    let problem = change(1024, 1007).unwrap_err().to_string();
    assert!(
        problem.contains("view `t`, column `x`") && problem.contains("2049 bytes"),
        "{problem}"
    );
}

proptest! {
    #[test]
    fn cutting_is_idempotent_and_loses_less_than_a_microsecond(nanoseconds in any::<i64>()) {
        let time = jiff::Timestamp::from_nanosecond(nanoseconds.into()).unwrap();
        let cut = to_microseconds(time);
        prop_assert_eq!(to_microseconds(cut), cut);
        prop_assert!((0..1000).contains(&(time.as_nanosecond() - cut.as_nanosecond())));
    }

    #[test]
    fn reals_keep_their_bits(real in any::<f64>()) {
        prop_assume!(real.is_finite() && real != 0.0);
        prop_assert_eq!(read(ColumnType::Real, &json!(real)), Ok(Value::Real(real)));
    }
}
