//! Which rows a filter finds.

use gundb::model::Value;
use gundb::prelude::*;
use gundb::view::Filter;
use gundb_tests::backend::Database;
use jiff::civil::date;

use super::things::{Thing, ids, store, thing};

gundb_tests::scenarios! {
    filters_combine, not_and_null_are_three_valued, lists_of_values, patterns_tell_case_and_characters,
    text_begins_and_contains, every_type_is_compared, raw_conditions_stand_beside_typed_ones,
    mistakes_in_filters_are_named, deep_and_wide_filters, many_values,
}

async fn found(db: &Gundb, filter: Filter<Thing>) -> String {
    ids(db, &Thing::query().filter(filter)).await
}

fn numbered() -> impl Iterator<Item = Thing> {
    ["a", "b", "c", "d"].into_iter().zip(0..).map(|(id, amount)| Thing { amount, ..thing(id) })
}

async fn filters_combine(db: Database) {
    let db = store(&db, numbered()).await;
    let (id, amount) = (Thing::ID, Thing::AMOUNT);
    assert_eq!(found(&db, amount.gt(0).and(amount.lt(3))).await, "bc");
    assert_eq!(found(&db, amount.lt(1) | amount.gt(2)).await, "ad");
    assert_eq!(found(&db, !(amount.lt(1) | amount.gt(2)) & id.ne("b")).await, "c");
    assert_eq!(found(&db, id.eq("a") | id.eq("b") & amount.eq(9)).await, "a");
    assert_eq!(found(&db, (id.eq("a") | id.eq("b")) & !amount.eq(0)).await, "b");
    assert_eq!(found(&db, amount.between(1, 2)).await, "bc");
    assert_eq!(found(&db, !amount.between(1, 2)).await, "ad");
    assert_eq!(found(&db, amount.between(2, 1)).await, "");
    assert_eq!(found(&db, !!amount.eq(1)).await, "b");
}

async fn not_and_null_are_three_valued(db: Database) {
    let rows = [("a", Some(1)), ("b", Some(2)), ("n", None)];
    let db = store(&db, rows.map(|(id, rank)| Thing { rank, ..thing(id) })).await;
    let rank = Thing::RANK;
    for (filter, expected) in [
        (rank.eq(1), "a"),
        (!rank.eq(1), "b"),
        (rank.ne(1), "b"),
        (rank.eq(None), "n"),
        (!rank.eq(None), "ab"),
        (rank.is_null(), "n"),
        (!rank.is_null(), "ab"),
        (rank.is_not_null(), "ab"),
        (rank.lt(None), ""),
        (!rank.lt(None), ""),
        (rank.gt(1) | rank.le(1), "ab"),
        (rank.gt(1) | rank.is_null(), "bn"),
        (!(rank.gt(1) | rank.is_null()), "a"),
        (!(rank.gt(1) & rank.is_not_null()), "an"),
        (rank.between(None, 2), ""),
        (!rank.between(None, 1), "b"),
        (!Thing::NOTE.like("x%"), ""),
        (!Thing::NOTE.contains("x") | rank.is_null(), "n"),
    ] {
        let sql = Thing::query().filter(filter.clone()).to_sql(&db).unwrap();
        assert_eq!(found(&db, filter).await, expected, "{sql}");
    }
}

async fn lists_of_values(db: Database) {
    let rows = [("a", Some(1)), ("b", Some(2)), ("n", None)];
    let db = store(&db, rows.map(|(id, rank)| Thing { rank, ..thing(id) })).await;
    let rank = Thing::RANK;
    let none: [i64; 0] = [];
    for (filter, expected) in [
        (rank.is_in([1, 3]), "a"),
        (rank.is_in([Some(1), None]), "an"),
        (rank.is_in([None]), "n"),
        (rank.is_in(none), ""),
        (!rank.is_in(none), "abn"),
        (rank.not_in([1, 3]), "b"),
        (rank.not_in([Some(1), None]), "b"),
        (rank.not_in([None]), "ab"),
        (rank.not_in(none), "abn"),
        (!rank.not_in([Some(1), None]), "an"),
        (Thing::ID.is_in(["a", "n"]), "an"),
        (Thing::ID.is_in(vec!["b".to_owned()]), "b"),
    ] {
        let sql = Thing::query().filter(filter.clone()).to_sql(&db).unwrap();
        assert_eq!(found(&db, filter).await, expected, "{sql}");
    }
}

async fn patterns_tell_case_and_characters(db: Database) {
    let names = [
        ("a", "Abc"),
        ("b", "abc"),
        ("c", "aéc"),
        ("d", "a%c"),
        ("e", r"a\c"),
        ("f", "[a]*?"),
        ("g", ""),
        ("h", "a\nc"),
        ("i", "\u{10FFFF}x"),
        ("j", "a_c"),
    ];
    let db = store(&db, names.map(|(id, name)| Thing { name: name.to_owned(), ..thing(id) })).await;
    for (pattern, expected) in [
        ("abc", "b"),
        ("a_c", "bcdehj"),
        ("a%", "bcdehj"),
        ("A%", "a"),
        ("%c", "abcdehj"),
        (r"a\%c", "d"),
        (r"a\\c", "e"),
        (r"a\_c", "j"),
        (r"\a%c", "bcdehj"),
        ("[a]*?", "f"),
        ("[a]%", "f"),
        ("%*%", "f"),
        ("", "g"),
        ("%", "abcdefghij"),
        ("\u{10FFFF}%", "i"),
        ("_", ""),
        ("%é%", "c"),
    ] {
        assert_eq!(found(&db, Thing::NAME.like(pattern)).await, expected, "{pattern}");
        let others: String = "abcdefghij".chars().filter(|id| !expected.contains(*id)).collect();
        assert_eq!(found(&db, !Thing::NAME.like(pattern)).await, others, "not {pattern}");
    }
}

async fn text_begins_and_contains(db: Database) {
    let names = [
        ("a", "Abc"),
        ("b", "abc%"),
        ("c", "ab\u{10FFFF}z"),
        ("d", "\u{10FFFF}"),
        ("e", "éb"),
        ("f", ""),
    ];
    let db = store(&db, names.map(|(id, name)| Thing { name: name.to_owned(), ..thing(id) })).await;
    let name = Thing::NAME;
    assert_eq!(found(&db, name.starts_with("ab")).await, "bc");
    assert_eq!(found(&db, name.starts_with("ab\u{10FFFF}")).await, "c");
    assert_eq!(found(&db, name.starts_with("\u{10FFFF}")).await, "d");
    assert_eq!(found(&db, name.starts_with("")).await, "abcdef");
    assert_eq!(found(&db, !name.starts_with("ab")).await, "adef");
    assert_eq!(found(&db, name.contains("b")).await, "abce");
    assert_eq!(found(&db, name.contains("%")).await, "b");
    assert_eq!(found(&db, name.contains("B")).await, "");
    assert_eq!(found(&db, name.contains("")).await, "abcdef");
}

async fn every_type_is_compared(db: Database) {
    let day = date(2024, 2, 29);
    let at: jiff::Timestamp = "2024-02-29T12:00:00.000001Z".parse().unwrap();
    let rows = [
        Thing { weight: 0.1 + 0.2, at, day: Some(day), ready: true, ..thing("a") },
        Thing { weight: -0.5, ..thing("b") },
    ];
    let db = store(&db, rows).await;
    assert_eq!(found(&db, Thing::WEIGHT.eq(0.1 + 0.2) & Thing::WEIGHT.ne(0.3)).await, "a");
    assert_eq!(found(&db, Thing::WEIGHT.is_in([-0.5, 7.0])).await, "b");
    assert_eq!(found(&db, Thing::AT.is_in([at])).await, "a");
    assert_eq!(found(&db, Thing::AT.between(at, at)).await, "a");
    assert_eq!(found(&db, Thing::DAY.is_in([Some(day), None])).await, "ab");
    assert_eq!(found(&db, Thing::DAY.between(date(2024, 1, 1), day)).await, "a");
    assert_eq!(found(&db, Thing::READY.eq(true)).await, "a");
    assert_eq!(found(&db, !Thing::READY.is_in([true])).await, "b");
}

async fn raw_conditions_stand_beside_typed_ones(db: Database) {
    let db = store(&db, numbered()).await;
    let even = || Filter::raw("amount % ? = 0 OR name = '?'", [2]);
    assert_eq!(found(&db, even()).await, "ac");
    assert_eq!(found(&db, even() & Thing::ID.ne("a")).await, "c");
    assert_eq!(found(&db, !even()).await, "bd");
    assert_eq!(found(&db, Filter::raw("name LIKE ? || '%' -- and so on", ("b",))).await, "b");
    let at = jiff::Timestamp::UNIX_EPOCH;
    assert_eq!(found(&db, Filter::raw("at = ? AND amount > ?", (at, 2))).await, "d");
    assert_eq!(found(&db, Filter::raw("rank IS NOT DISTINCT FROM ?", [Value::Null])).await, "abcd");
    assert_eq!(found(&db, Filter::raw("1 = 1", ())).await, "abcd");
}

async fn mistakes_in_filters_are_named(db: Database) {
    let db = store(&db, numbered()).await;
    for (filter, part) in [
        (Filter::raw("amount = ?", ()), "1 placeholder `?` and 0 binds"),
        (Filter::raw("amount = 1", [1]), "0 placeholders `?` and 1 bind;"),
        (Filter::raw("amount = 1) OR (1 = 1", ()), "no `(`"),
        (Filter::raw("amount = 1; DROP TABLE things", ()), "more than one statement"),
        (Filter::raw("name = 'x", ()), "does not end"),
        (Thing::NAME.like("x\\"), "ends with the escape"),
        (Thing::NAME.like("x\0"), "U+0000"),
        (Thing::NAME.contains("\0"), "U+0000"),
        (Thing::NAME.is_in(["a", "\0"]), "U+0000"),
        (Thing::WEIGHT.between(0.0, f64::NAN), "NaN"),
        (Thing::NAME.like("x".repeat(10_001)), "too long"),
    ] {
        let error = Thing::query().filter(!filter).all(&db).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(part), "{error}");
    }
    let missing = Thing::query().filter(Filter::raw("nothing = 1", ())).all(&db).await.unwrap_err();
    assert!(missing.to_string().contains("nothing"), "{missing}");
}

async fn deep_and_wide_filters(db: Database) {
    let db = store(&db, numbered()).await;
    let wide =
        (10..5_000).fold(Thing::AMOUNT.eq(1), |filter, amount| filter | Thing::AMOUNT.eq(amount));
    assert_eq!(found(&db, wide).await, "b");
    let deeper = |filter: Filter<Thing>| !(filter & Thing::ID.ne("a"));
    let deep = (0..30).fold(Thing::AMOUNT.eq(1), |filter, _| deeper(filter));
    assert_eq!(found(&db, deep.clone()).await, "ab");
    let too_deep = (0..100_000).fold(deep, |filter, _| deeper(filter));
    // The error stays, whatever is put around it.
    let error = Thing::query().filter(too_deep | Thing::ID.eq("a")).all(&db).await.unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("nested deeper"), "{error}");
}

async fn many_values(db: Database) {
    let db = store(&db, numbered()).await;
    assert_eq!(found(&db, Thing::AMOUNT.is_in(3..32_769)).await, "d");
    assert_eq!(found(&db, Thing::AMOUNT.not_in(1..32_767)).await, "a");
    let error = Thing::query().filter(Thing::AMOUNT.is_in(0..100_000)).all(&db).await.unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("32766"), "{error}");
}
