//! Queries by a view's name answer as the typed ones do, and refuse what does not fit.

use gundb::Gundb;
use gundb::model::{Column as _, Value};
use gundb::prelude::*;
use gundb::view::{
    Comparison, Direction, Filter, FilterValue, NamedQuery, RowFilter, Total, TotalValue,
};
use gundb_tests::backend::Database;
use serde_json::json;

use super::things::{Thing, ThingEvent, store, thing};

gundb_tests::scenarios! {
    filters_find_what_typed_filters_find, pages_go_on_after_their_cursor, totals_are_those_of_typed_queries,
    what_does_not_fit_is_refused, a_view_that_is_replaced_ends_its_rows,
}

async fn filled(db: &Database) -> Gundb {
    let rows = (0..40).map(|n| Thing {
        amount: n % 7,
        name: format!("{}-{n}", if n % 2 == 0 { "even" } else { "Odd" }),
        note: (n % 3 > 0).then(|| format!("note {}", n % 5)),
        rank: (n % 4 > 0).then_some(n % 4),
        ..thing(&format!("{n:02}"))
    });
    store(db, rows).await
}

async fn ids(db: &Gundb, filter: RowFilter) -> gundb::Result<Vec<String>> {
    let page = NamedQuery::new("things").filter(filter).columns(["id"]).all(db).await?;
    let id = |row: Vec<Value>| match &row[..] {
        [Value::Text(id)] => id.clone(),
        other => panic!("{other:?}"),
    };
    Ok(page.rows.into_iter().map(id).collect())
}

async fn filters_find_what_typed_filters_find(db: Database) {
    let db = filled(&db).await;
    let compare = |column: &str, comparison, value: FilterValue| {
        RowFilter::compare(column, comparison, value)
    };
    let json = |json| FilterValue::Json(json);
    let text = |text: &str| FilterValue::Text(text.to_owned());
    let cases: Vec<(RowFilter, Filter<Thing>)> = vec![
        (compare("amount", Comparison::Greater, 4.into()), Thing::AMOUNT.gt(4)),
        (compare("amount", Comparison::LessOrEqual, json(json!(2))), Thing::AMOUNT.le(2)),
        (compare("amount", Comparison::NotEqual, text("3")), Thing::AMOUNT.ne(3)),
        (compare("note", Comparison::Equal, text("note 1")), Thing::NOTE.eq("note 1")),
        (RowFilter::is_null("note"), Thing::NOTE.is_null()),
        (!RowFilter::is_null("note"), Thing::NOTE.is_not_null()),
        (compare("rank", Comparison::Equal, json(json!(null))), Thing::RANK.is_null()),
        (
            RowFilter::is_in("rank", [json(json!(1)), json(json!(null))]),
            Thing::RANK.is_in([Some(1), None]),
        ),
        (!RowFilter::is_in("amount", [1, 2]), Thing::AMOUNT.not_in([1, 2])),
        (RowFilter::is_in("amount", Vec::<i64>::new()), Thing::AMOUNT.is_in(Vec::<i64>::new())),
        (RowFilter::starts_with("name", "Odd-1"), Thing::NAME.starts_with("Odd-1")),
        (RowFilter::like("name", "%-_5"), Thing::NAME.like("%-_5")),
        (RowFilter::contains("name", "-3"), Thing::NAME.contains("-3")),
        (
            RowFilter::Any(vec![
                RowFilter::All(vec![RowFilter::starts_with("id", "0"), RowFilter::is_null("rank")]),
                RowFilter::compare("id", Comparison::GreaterOrEqual, "38"),
            ]),
            (Thing::ID.starts_with("0") & Thing::RANK.is_null()) | Thing::ID.ge("38"),
        ),
        (RowFilter::All(vec![]), Thing::ID.is_not_null()),
        (RowFilter::Any(vec![]), Thing::ID.is_null()),
        (!!RowFilter::is_null("note"), Thing::NOTE.is_null()),
    ];
    for (named, typed) in cases {
        let expected = Thing::query().filter(typed).all(&db).await.unwrap();
        let expected: Vec<String> = expected.into_iter().map(|row| row.id).collect();
        assert_eq!(ids(&db, named.clone()).await.unwrap(), expected, "{named:?}");
    }
    // Whole rows, by default, with the columns of the table.
    let all = NamedQuery::new("things").all(&db).await.unwrap();
    let typed = Thing::query().all(&db).await.unwrap();
    assert_eq!(all.rows, typed.into_iter().map(Thing::into_cells).collect::<Vec<_>>());
    let names: Vec<_> = all.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["id", "amount", "name", "note", "weight", "at", "day", "ready", "rank"]);
}

async fn pages_go_on_after_their_cursor(db: Database) {
    let db = filled(&db).await;
    // The order's columns are not among those that are shown.
    let query = NamedQuery::new("things")
        .columns(["name", "name", "ready"])
        .order_by("rank", Direction::Descending)
        .order_by("amount", Direction::Ascending)
        .limit(7);
    let typed = Thing::query().order_by(Thing::RANK.desc()).order_by(Thing::AMOUNT.asc());
    let expected = typed.all(&db).await.unwrap();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = match after {
            None => query.page(&db).await.unwrap(),
            Some(cursor) => query.clone().after(cursor).page(&db).await.unwrap(),
        };
        assert!(page.rows.iter().all(|row| row.len() == 3 && row[0] == row[1]));
        seen.extend(page.rows);
        match page.next {
            // As text, as it goes over a network.
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    let shown = |row: Thing| {
        vec![row.name.clone().into_value(), row.name.into_value(), row.ready.into_value()]
    };
    assert_eq!(seen, expected.into_iter().map(shown).collect::<Vec<_>>());
    // A typed query of the same order takes the cursor, and the other way round.
    let first = query.page(&db).await.unwrap();
    let next = typed.clone().after(first.next.unwrap()).limit(7).page(&db).await.unwrap();
    let second = query.clone().after(next.next.unwrap()).page(&db).await.unwrap();
    assert_eq!(second.rows, seen[14..21]);
}

async fn totals_are_those_of_typed_queries(db: Database) {
    let db = filled(&db).await;
    let query = NamedQuery::new("things").filter(RowFilter::compare("amount", Comparison::Less, 5));
    let typed = Thing::query().filter(Thing::AMOUNT.lt(5));
    let total = async |total: Total| query.total(&db, &total).await.unwrap();
    assert_eq!(total(Total::Count).await, TotalValue::Count(typed.count(&db).await.unwrap()));
    let sum = typed.sum(&db, Thing::AMOUNT).await.unwrap();
    assert_eq!(total(Total::Sum("amount".into())).await, TotalValue::Whole(sum));
    let most = typed.max(&db, Thing::NAME).await.unwrap().unwrap();
    assert_eq!(total(Total::Max("name".into())).await, TotalValue::Cell(Value::Text(most)));
    let nothing = query.clone().filter(RowFilter::Any(vec![]));
    assert_eq!(nothing.total(&db, &Total::Sum("rank".into())).await.unwrap(), TotalValue::Whole(0));
    let least = nothing.total(&db, &Total::Min("rank".into())).await.unwrap();
    assert_eq!(least, TotalValue::Cell(Value::Null));

    let by = query.totals_by(&db, &["rank", "amount"], &Total::Sum("amount".into())).await.unwrap();
    let expected =
        typed.group_by((Thing::RANK, Thing::AMOUNT)).sum(&db, Thing::AMOUNT).await.unwrap();
    let by: Vec<_> = by.into_iter().map(|group| (group.group, group.total)).collect();
    let cells = |(rank, amount): (Option<i64>, i64)| vec![rank.into_value(), amount.into_value()];
    let expected: Vec<_> =
        expected.into_iter().map(|(group, sum)| (cells(group), TotalValue::Whole(sum))).collect();
    assert_eq!(by, expected);
    let counts = query.totals_by(&db, &["rank"], &Total::Count).await.unwrap();
    let expected = typed.group_by(Thing::RANK).count(&db).await.unwrap();
    let counts: Vec<_> = counts.into_iter().map(|group| (group.group, group.total)).collect();
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(rank, count)| (vec![rank.into_value()], TotalValue::Count(count)))
        .collect();
    assert_eq!(counts, expected);
}

async fn what_does_not_fit_is_refused(db: Database) {
    let db = filled(&db).await;
    let things = || NamedQuery::new("things");
    let filtered = |filter| things().filter(filter);
    let deep = (0..1_000).fold(RowFilter::is_null("note"), |inner, _| RowFilter::All(vec![inner]));
    let cursor = things().limit(1).page(&db).await.unwrap().next.unwrap();
    let json = FilterValue::Json;
    for (query, said) in [
        (NamedQuery::new("thinks"), "`thinks`"),
        (things().columns(["id", "weights"]), "no column `weights`; it has `id`, `amount`"),
        (things().order_by("é", Direction::Ascending), "no column `é`"),
        (filtered(RowFilter::is_null("x\" --")), "no column `x\" --`"),
        (filtered(RowFilter::compare("amount", Comparison::Less, "x")), "of type `int`"),
        (
            filtered(RowFilter::compare("amount", Comparison::Less, json(json!(1.5)))),
            "1.5 can't be read",
        ),
        (
            filtered(RowFilter::compare(
                "amount",
                Comparison::Less,
                FilterValue::Text("9x".into()),
            )),
            "\"9x\"",
        ),
        (
            filtered(RowFilter::compare("at", Comparison::Less, FilterValue::Text("today".into()))),
            "`time`",
        ),
        (filtered(RowFilter::like("name", "\\")), "pattern"),
        (filtered(deep), "deeper than 64"),
        (filtered(RowFilter::is_in("amount", 0..40_000_i64)), "40000 values"),
        (things().order_by("amount", Direction::Ascending).after(cursor.clone()), "cursor"),
        (NamedQuery::new("names").after(cursor), "cursor"),
        (things().limit(0), "at least 1"),
    ] {
        let error = query.page(&db).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(said), "{error}");
    }
    for (total, said) in [
        (Total::Sum("name".into()), "no exact sum"),
        (Total::Sum("x".into()), "no column `x`"),
        (Total::Max("x".into()), "no column `x`"),
    ] {
        let error = things().total(&db, &total).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(said), "{error}");
        let error = things().totals_by(&db, &["amount"], &total).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(said), "{error}");
    }
    for by in [&["x"][..], &[]] {
        assert!(things().totals_by(&db, by, &Total::Count).await.unwrap_err().is_invalid());
    }
}

async fn a_view_that_is_replaced_ends_its_rows(db: Database) {
    #[derive(Debug, PartialEq, View)]
    #[view(table = "things", version = 2, event = ThingEvent)]
    struct Renamed {
        #[view(key)]
        id: String,
        #[view(set(Put.amount))]
        sum: i64,
    }
    let old = store(&db, (0..600).map(|n| thing(&format!("{n:03}")))).await;
    let query =
        NamedQuery::new("things").filter(RowFilter::compare("amount", Comparison::Less, 1_000));
    let first = query.clone().limit(1).page(&old).await.unwrap();
    let new = Gundb::builder().view::<Renamed>().open(db.url()).await.unwrap();
    new.wait_until_caught_up("things").await.unwrap();
    // The columns of today are asked by their names; a cursor of the old version is no longer of
    // the view.
    let error = query.clone().limit(1).page(&old).await.unwrap_err();
    assert!(error.to_string().contains("no column `amount`; it has `id` or `sum`"), "{error}");
    let all = NamedQuery::new("things").all(&old).await.unwrap();
    assert_eq!((all.rows.len(), all.columns.len()), (600, 2));
    let error = NamedQuery::new("things").after(first.next.unwrap()).page(&old).await.unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("cursor"), "{error}");
}
