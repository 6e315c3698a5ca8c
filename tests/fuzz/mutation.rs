//! JSON from outside: random trees, and good ones with something done to them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

/// Words that our documents know, and some that they don't.
const WORDS: [&str; 58] = [
    "gundb_model",
    "$schema",
    "streams",
    "views",
    "type",
    "events",
    "version",
    "payload",
    "table",
    "columns",
    "delete",
    "creates",
    "name",
    "nullable",
    "index",
    "unique",
    "default",
    "key",
    "rules",
    "kept",
    "code",
    "event",
    "field",
    "day",
    "set",
    "first",
    "add",
    "sub",
    "count",
    "min",
    "max",
    "insert",
    "remove",
    "siblings",
    "constant",
    "format",
    "contentEncoding",
    "enum",
    "minimum",
    "maximum",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "anyOf",
    "object",
    "array",
    "string",
    "integer",
    "number",
    "boolean",
    "null",
    "date-time",
    "stream",
    "int",
    "text",
    "account",
    "account.opened",
];

/// A scalar, a nasty one now and then.
pub(crate) fn scalar() -> impl Strategy<Value = Value> + Clone {
    let nasty = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(-0.0),
        json!(1.0),
        json!(1e300),
        json!(5e-324),
        json!(""),
        json!("\u{0}"),
        json!("é🦄"),
        json!("9999-12-31T23:59:59.999999999Z"),
        json!("0001-01-01T00:00:00+23:59"),
        json!("2026-02-30"),
        json!("-0.00"),
        json!("79228162514264337593543950336"),
        json!("===="),
        json!([]),
        json!({}),
    ];
    prop_oneof![
        2 => select(nasty.to_vec()),
        2 => select(WORDS.to_vec()).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => ".{0,12}".prop_map(Value::from),
    ]
}

/// Any tree of the known words.
pub(crate) fn tree() -> impl Strategy<Value = Value> + Clone {
    scalar().prop_recursive(5, 60, 6, |inner| {
        let entries = vec((select(WORDS.to_vec()), inner.clone()), 0..6);
        let object = entries.prop_map(|entries| {
            Value::Object(
                entries
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect::<Map<_, _>>(),
            )
        });
        prop_oneof![2 => object, 1 => vec(inner, 0..5).prop_map(Value::Array)]
    })
}

/// A change of one value of a document.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Replace(Index, Value),
    Remove(Index),
    Add(Index, &'static str, Value),
    /// Copies one value over another one.
    Copy(Index, Index),
}

pub(crate) fn mutation() -> impl Strategy<Value = Mutation> + Clone {
    let index = any::<Index>;
    prop_oneof![
        4 => (index(), prop_oneof![4 => scalar(), 1 => tree()]).prop_map(|(index, value)| Mutation::Replace(index, value)),
        3 => index().prop_map(Mutation::Remove),
        2 => (index(), select(WORDS.to_vec()), tree()).prop_map(|(index, key, value)| Mutation::Add(index, key, value)),
        4 => (index(), index()).prop_map(|(from, to)| Mutation::Copy(from, to)),
    ]
}

/// A document with mutations.
pub(crate) fn mutated(document: Value, most: usize) -> impl Strategy<Value = Value> + Clone {
    vec(mutation(), 0..=most).prop_map(move |mutations| {
        let mut document = document.clone();
        mutations.into_iter().for_each(|mutation| mutate(&mut document, mutation));
        document
    })
}

fn mutate(document: &mut Value, mutation: Mutation) {
    let pointers = pointers(document);
    let at = |index: &Index| pointers[index.index(pointers.len())].clone();
    match mutation {
        Mutation::Replace(index, value) => put(document, &at(&index), value),
        Mutation::Copy(from, to) => {
            let copied = document.pointer(&at(&from)).cloned().unwrap_or_default();
            put(document, &at(&to), copied);
        }
        Mutation::Add(index, key, value) => match document.pointer_mut(&at(&index)) {
            Some(Value::Object(object)) => drop(object.insert(key.to_owned(), value)),
            Some(Value::Array(items)) => items.push(value),
            _ => {}
        },
        Mutation::Remove(index) => {
            let path = at(&index);
            let Some((parent, last)) = path.rsplit_once('/') else { return };
            match document.pointer_mut(parent) {
                Some(Value::Object(object)) => {
                    drop(object.remove(&last.replace("~1", "/").replace("~0", "~")))
                }
                Some(Value::Array(items)) => {
                    drop(last.parse::<usize>().map(|index| items.remove(index)))
                }
                _ => {}
            }
        }
    }
}

fn put(document: &mut Value, path: &str, value: Value) {
    if let Some(old) = document.pointer_mut(path) {
        *old = value;
    }
}

/// The JSON pointers to all values.
fn pointers(document: &Value) -> Vec<String> {
    let mut pointers = vec![String::new()];
    let mut next = 0;
    while let Some(pointer) = pointers.get(next).cloned() {
        match document.pointer(&pointer) {
            Some(Value::Object(object)) => pointers.extend(
                object
                    .keys()
                    .map(|key| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))),
            ),
            Some(Value::Array(items)) => {
                pointers.extend((0..items.len()).map(|index| format!("{pointer}/{index}")))
            }
            _ => {}
        }
        next += 1;
    }
    pointers
}

/// Text with some bytes changed, cut or put in.
pub(crate) fn text_near(text: String) -> impl Strategy<Value = String> {
    let edit = (any::<Index>(), 0..3_u8, any::<u8>());
    vec(edit, 0..5).prop_map(move |edits| {
        let mut bytes = text.clone().into_bytes();
        for (index, how, byte) in edits {
            let index = index.index(bytes.len() + 1);
            match how {
                0 => bytes.truncate(index),
                1 => bytes.insert(index, byte),
                _ => bytes.iter_mut().skip(index).take(1).for_each(|old| *old = byte),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
