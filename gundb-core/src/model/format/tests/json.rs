//! How payload text is validated: what serde_json reads, less what it would let pass in silence.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::model::json::parse;

/// JSON whose objects may have a key twice, and whose strings may hold U+0000.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(Value),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![12 => "[a-c]{0,2}", 3 => any::<String>(), 1 => Just("a\0".to_owned())]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |real| real.is_finite().then(|| Value::from(real))),
        text().prop_map(Value::from),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    leaf().prop_map(Tree::Leaf).prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Tree::List),
            vec((text(), inner), 0..4).prop_map(Tree::Object),
        ]
    })
}

impl Tree {
    fn to_text(&self) -> String {
        let quoted = |text: &String| Value::from(text.as_str()).to_string();
        match self {
            Self::Leaf(value) => value.to_string(),
            Self::List(items) => format!("[{}]", joined(items.iter().map(Self::to_text))),
            Self::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{} : {}", quoted(key), value.to_text()));
                format!("{{{}}}", joined(entries))
            }
        }
    }

    fn is_acceptable(&self) -> bool {
        match self {
            Self::Leaf(value) => !value.as_str().is_some_and(|text| text.contains('\0')),
            Self::List(items) => items.iter().all(Self::is_acceptable),
            Self::Object(entries) => {
                let mut keys = HashSet::new();
                entries.iter().all(|(key, value)| {
                    keys.insert(key) && !key.contains('\0') && value.is_acceptable()
                })
            }
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ,\n")
}

/// What texts are made of; from the comma on, what could be a key or a value.
const PIECES: &str = "{ } [ ] : , \"a\" \"b\" \"\\u0061\" \"\\ud800\" \"\\u0000\" 0 -0 01 1. 1e2 1E400 -1 null \
                      true nul \" \\ \u{feff} /**/ NaN 'a'";

/// Pieces in any order: mostly nonsense, now and then a document.
fn soup() -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = PIECES.split(' ').collect();
    let values = pieces[5..].to_vec();
    let nonsense = vec(prop::sample::select(pieces), 0..8).prop_map(|pieces| pieces.join(" "));
    let object =
        vec(prop::sample::select(values), 2).prop_map(|two| format!("{{{}:{}}}", two[0], two[1]));
    prop_oneof![nonsense, object]
}

proptest! {
    #[test]
    fn just_repeated_keys_and_nul_are_refused(tree in tree()) {
        let text = tree.to_text();
        let lax: Value = serde_json::from_str(&text).unwrap();
        match parse(&text) {
            Ok(strict) => prop_assert!(strict == lax && tree.is_acceptable(), "{text}"),
            Err(error) => prop_assert!(!tree.is_acceptable(), "{text}: {error}"),
        }
    }

    #[test]
    fn nothing_is_accepted_that_serde_refuses(text in soup()) {
        if let Ok(strict) = parse(&text) {
            prop_assert_eq!(strict, serde_json::from_str::<Value>(&text).unwrap());
        }
    }

    #[test]
    fn numbers_keep_their_bits(int in any::<i64>(), real in any::<f64>()) {
        prop_assume!(real.is_finite());
        let value = parse(&format!("[{int},{real:e}]")).unwrap();
        prop_assert_eq!(value[0].as_i64(), Some(int));
        prop_assert_eq!(value[1].as_f64().map(f64::to_bits), Some(real.to_bits()));
    }
}

#[test]
fn a_key_written_in_two_ways_is_the_same_key() {
    assert!(parse(r#"{"a":1,"\u0061":2}"#).is_err());
    assert!(parse("{\"\u{e9}\":1,\"e\u{301}\":2}").is_ok());
}

#[test]
fn depth_is_refused_before_the_stack_ends() {
    assert!(parse(&"[".repeat(1_000_000)).is_err());
    assert!(parse(&"{\"a\":".repeat(1_000_000)).is_err());
}
