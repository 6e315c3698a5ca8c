//! `insert` and `remove`.

use std::collections::BTreeSet;

use gundb::prelude::*;
use gundb_tests::backend::Database;

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { elements_go_in_and_out, lists_and_nulls_are_elements_too, elements_of_every_type }

#[derive(Event)]
#[event(stream = "post")]
enum PostEvent {
    Tagged { tag: String },
    Retagged { tags: Vec<String>, maybe: Option<String>, set: BTreeSet<u64> },
    Untagged { tag: Option<String> },
    Numbered { number: u64, flag: bool, id: uuid::Uuid },
}

#[derive(Debug, PartialEq, View)]
#[view(table = "posts", event = PostEvent)]
struct PostRow {
    #[view(key)]
    id: String,
    #[view(insert(Tagged.tag, Retagged.tags), remove(Untagged.tag))]
    tags: BTreeSet<String>,
    #[view(insert(Retagged.maybe))]
    maybe: Vec<String>,
    #[view(insert(Retagged.set, Numbered.number))]
    numbers: Vec<u64>,
    #[view(insert(Numbered.flag))]
    flags: BTreeSet<bool>,
    #[view(insert(Numbered.id))]
    ids: BTreeSet<uuid::Uuid>,
}

fn tagged(tag: &str) -> PostEvent {
    PostEvent::Tagged { tag: tag.into() }
}

fn texts(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

async fn elements_go_in_and_out(db: Database) {
    let db = open::<PostRow>(&db).await;
    db.append("a", Expect::New, [tagged("x"), tagged("é\"\n"), tagged("x")]).await.unwrap();
    assert_eq!(row::<PostRow>(&db, "a").await.tags, texts(&["x", "é\"\n"]));
    let out = |tag: &str| PostEvent::Untagged { tag: Some(tag.into()) };
    db.append("a", Expect::Any, [out("x"), out("never there")]).await.unwrap();
    assert_eq!(row::<PostRow>(&db, "a").await.tags, texts(&["é\"\n"]));
    db.append("a", Expect::Any, [tagged("x")]).await.unwrap();
    assert_eq!(row::<PostRow>(&db, "a").await.tags, texts(&["x", "é\"\n"]));
    assert_sound(&db).await;
}

async fn lists_and_nulls_are_elements_too(db: Database) {
    let db = open::<PostRow>(&db).await;
    let retagged = |tags: &[&str], maybe: Option<&str>, set: &[u64]| PostEvent::Retagged {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        maybe: maybe.map(str::to_owned),
        set: set.iter().copied().collect(),
    };
    let events = [
        retagged(&["b", "a", "b"], None, &[]),
        retagged(&[], Some("m"), &[30, 4]),
        PostEvent::Untagged { tag: None },
    ];
    db.append("a", Expect::New, events).await.unwrap();
    let row = row::<PostRow>(&db, "a").await;
    assert_eq!(
        (row.tags, row.maybe, row.numbers),
        (texts(&["a", "b"]), vec!["m".to_owned()], vec![4, 30])
    );
    assert_sound(&db).await;
}

async fn elements_of_every_type(db: Database) {
    let db = open::<PostRow>(&db).await;
    let numbered = |number, flag, id| PostEvent::Numbered { number, flag, id };
    let (nil, max) = (uuid::Uuid::nil(), uuid::Uuid::max());
    let events = [numbered(u64::MAX, true, max), numbered(0, false, nil), numbered(0, true, nil)];
    db.append("a", Expect::New, events).await.unwrap();
    let row = row::<PostRow>(&db, "a").await;
    assert_eq!(row.numbers, [0, u64::MAX]);
    assert_eq!((row.flags.len(), row.ids), (2, BTreeSet::from([nil, max])));
    assert_sound(&db).await;
}
