//! Random queries against a plain evaluation in memory.
//!
//! The seed is printed; `GUNDB_TEST_SEED` plays a run again.

use std::cmp::Ordering;

use gundb::prelude::*;
use gundb::view::{Filter, Query};
use gundb_tests::backend::Database;
use jiff::Timestamp;
use jiff::civil::date;

use super::things::{Thing, store, thing};
use gundb_tests::dice::Dice;

gundb_tests::scenarios! { random_queries_find_what_a_plain_evaluation_finds }

const ROWS: u64 = 90;
const QUERIES: u64 = 150;
const TEXTS: [&str; 10] = ["", "a", "A", "ab", "aé", "a%", "b", "\u{10FFFF}", "a\u{10FFFF}", "é"];
const PATTERNS: [&str; 7] = ["a%", "_", "%a%", r"a\%", "%é", "", "A_%"];

fn random_thing(dice: &mut Dice, id: u64) -> Thing {
    let micros = Timestamp::from_microsecond(dice.below(4)).unwrap();
    let (note, day, rank) =
        (dice.of(&TEXTS).to_owned(), date(2024, 1, 1 + dice.below(3_i8)), dice.below(4));
    Thing {
        amount: dice.below(5) - 2,
        name: dice.of(&TEXTS).to_owned(),
        note: dice.maybe(note),
        weight: dice.of(&[-1.5, 0.0, 0.1 + 0.2, 0.3, 1e300]),
        at: micros,
        day: dice.maybe(day),
        ready: dice.below(2) == 0,
        rank: dice.maybe(rank),
        ..thing(&format!("{id}"))
    }
}

/// A filter, and what it says of a row: true, false, or unknown.
type Both = (Filter<Thing>, Box<dyn Fn(&Thing) -> Option<bool>>);

fn leaf(dice: &mut Dice) -> Both {
    let (n, text, pattern) = (dice.below(5_i64) - 2, dice.of(&TEXTS), dice.of(&PATTERNS));
    let day = date(2024, 1, 2);
    match dice.below(16) {
        0 => (Thing::AMOUNT.eq(n), Box::new(move |t| Some(t.amount == n))),
        1 => (Thing::AMOUNT.lt(n), Box::new(move |t| Some(t.amount < n))),
        2 => (Thing::RANK.ge(n), Box::new(move |t| t.rank.map(|rank| rank >= n))),
        3 => (Thing::RANK.ne(n), Box::new(move |t| t.rank.map(|rank| rank != n))),
        4 => (Thing::RANK.is_null(), Box::new(|t| Some(t.rank.is_none()))),
        5 => (Thing::NOTE.is_not_null(), Box::new(|t| Some(t.note.is_some()))),
        6 => (
            Thing::RANK.is_in([Some(n), None]),
            Box::new(move |t| Some(t.rank.is_none_or(|rank| rank == n))),
        ),
        7 => (
            Thing::RANK.not_in([n, 0]),
            Box::new(move |t| t.rank.map(|rank| rank != n && rank != 0)),
        ),
        8 => (Thing::NAME.gt(text), Box::new(move |t| Some(t.name.as_str() > text))),
        9 => (Thing::NAME.starts_with(text), Box::new(move |t| Some(t.name.starts_with(text)))),
        10 => (
            Thing::NOTE.starts_with(text),
            Box::new(move |t| t.note.as_ref().map(|note| note.starts_with(text))),
        ),
        11 => (
            Thing::NOTE.contains(text),
            Box::new(move |t| t.note.as_ref().map(|note| note.contains(text))),
        ),
        12 => (
            Thing::NOTE.like(pattern),
            Box::new(move |t| t.note.as_ref().map(|note| fits(note, pattern))),
        ),
        13 => {
            (Thing::WEIGHT.between(0.0, 0.3), Box::new(|t| Some((0.0..=0.3).contains(&t.weight))))
        }
        14 => (Thing::DAY.le(day), Box::new(move |t| t.day.map(|found| found <= day))),
        _ => (Thing::READY.eq(true), Box::new(|t| Some(t.ready))),
    }
}

/// Whether a text fits a pattern, letter by letter.
fn fits(text: &str, pattern: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('%') => {
            let mut starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            starts.any(|at| fits(&text[at..], rest.as_str()))
        }
        Some(first) => {
            let wanted = if first == '\\' { rest.next() } else { Some(first) };
            let mut chars = text.chars();
            let found = chars.next();
            let alike = found.is_some() && (found == wanted || first == '_');
            alike && fits(chars.as_str(), rest.as_str())
        }
    }
}

fn tree(dice: &mut Dice, depth: u64) -> Both {
    if depth == 0 || dice.below(4) == 0 {
        return leaf(dice);
    }
    let (left, of_left) = tree(dice, depth - 1);
    if dice.below(3) == 0 {
        return (!left, Box::new(move |t| of_left(t).map(|truth| !truth)));
    }
    let (right, of_right) = tree(dice, depth - 1);
    if dice.below(2) == 0 {
        let both = move |t: &Thing| match (of_left(t), of_right(t)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (left, right) => left.and(right),
        };
        (left & right, Box::new(both))
    } else {
        let either = move |t: &Thing| match (of_left(t), of_right(t)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (left, right) => left.and(right),
        };
        (left | right, Box::new(either))
    }
}

/// An order on top of a query's and the comparison that it means.
type Compare = Box<dyn Fn(&Thing, &Thing) -> Ordering>;

fn order(dice: &mut Dice, query: Query<Thing>) -> (Query<Thing>, Compare) {
    let down = dice.below(2) == 0;
    macro_rules! by {
        ($column:expr, $field:ident) => {{
            let compare = |a: &Thing, b: &Thing| a.$field.partial_cmp(&b.$field).unwrap();
            (if down { $column.desc() } else { $column.asc() }, Box::new(compare) as Compare)
        }};
    }
    let (order, compare) = match dice.below(9) {
        0 => by!(Thing::AMOUNT, amount),
        1 => by!(Thing::NAME, name),
        2 => by!(Thing::NOTE, note),
        3 => by!(Thing::WEIGHT, weight),
        4 => by!(Thing::AT, at),
        5 => by!(Thing::DAY, day),
        6 => by!(Thing::READY, ready),
        7 => by!(Thing::RANK, rank),
        _ => by!(Thing::ID, id),
    };
    (query.order_by(order), Box::new(move |a, b| if down { compare(b, a) } else { compare(a, b) }))
}

async fn random_queries_find_what_a_plain_evaluation_finds(db: Database) {
    let mut dice = Dice::thrown();
    let things: Vec<Thing> = (0..ROWS).map(|id| random_thing(&mut dice, id)).collect();
    let db = store(&db, things.clone()).await;
    for _ in 0..QUERIES {
        one_query(&db, &mut dice, &things).await;
    }
}

async fn one_query(db: &Gundb, dice: &mut Dice, things: &[Thing]) {
    let (filter, evaluate) = tree(dice, 4);
    let mut query = Thing::query().filter(filter);
    let mut orders = Vec::new();
    for _ in 0..dice.below(4) {
        let (ordered, compare) = order(dice, query);
        query = ordered;
        orders.push(compare);
    }
    let mut expected: Vec<Thing> =
        things.iter().filter(|t| evaluate(t) == Some(true)).cloned().collect();
    expected.sort_by(|a, b| {
        let compared = orders.iter().map(|compare| compare(a, b));
        compared.fold(Ordering::Equal, Ordering::then).then_with(|| a.id.cmp(&b.id))
    });
    let sql = query.to_sql(db).unwrap();
    assert_eq!(query.all(db).await.unwrap(), expected, "{sql}");
    assert_eq!(query.count(db).await.unwrap(), expected.len() as u64, "{sql}");
    assert_eq!(query.exists(db).await.unwrap(), !expected.is_empty(), "{sql}");
    let sum: i128 = expected.iter().map(|t| i128::from(t.amount)).sum();
    assert_eq!(query.sum(db, Thing::AMOUNT).await.unwrap(), sum, "{sql}");
    assert_eq!(
        query.max(db, Thing::RANK).await.unwrap(),
        expected.iter().filter_map(|t| t.rank).max(),
        "{sql}"
    );
    let (mut paged, mut page_query) = (Vec::new(), query.clone().limit(1 + dice.below(30)));
    loop {
        let page = page_query.page(db).await.unwrap();
        paged.extend(page.rows);
        let Some(next) = page.next else { break };
        page_query = page_query.after(next.to_string().parse().unwrap());
    }
    assert_eq!(paged, expected, "pages: {sql}");
    let (offset, limit) = (dice.below(20), dice.below(20));
    let cut = query.offset(offset).limit(limit);
    let (offset, limit) = (usize::try_from(offset).unwrap(), usize::try_from(limit).unwrap());
    let expected: Vec<Thing> = expected.into_iter().skip(offset).take(limit).collect();
    assert_eq!(cut.count(db).await.unwrap(), expected.len() as u64, "{sql}");
    assert_eq!(
        cut.min(db, Thing::AMOUNT).await.unwrap(),
        expected.iter().map(|t| t.amount).min(),
        "{sql}"
    );
    assert_eq!(cut.all(db).await.unwrap(), expected, "{sql}");
}
