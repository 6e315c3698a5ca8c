//! Lists that a row has no room for: what would make them longer is left out and listed, the same
//! at every node in every order.

use gundb::Siblings;
use gundb::model::limits::LIST_BYTES_MAX;
use gundb::prelude::*;
use gundb::replication::{EventSink, EventSource};
use gundb_tests::backend::Database;
use gundb_tests::foreign::ForeignWriter;

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { siblings_of_peers_fill_a_cell_up, a_set_is_full }

#[derive(Debug, Event)]
#[event(stream = "note")]
enum NoteEvent {
    Written { text: String },
    Tagged { tag: String },
    Untagged { tag: String },
}

use NoteEvent::{Tagged, Untagged, Written};

#[derive(Debug, View)]
#[view(table = "notes", event = NoteEvent)]
struct Note {
    #[view(key)]
    id: String,
    #[view(siblings(Written.text))]
    texts: Siblings<String>,
    #[view(insert(Tagged.tag), remove(Untagged.tag))]
    tags: Vec<String>,
    #[view(count(Written, Tagged, Untagged))]
    events: i64,
}

/// About a fourth of what a list may have, and no more than a payload may.
const LARGE: usize = LIST_BYTES_MAX / 4 - 20;

fn large(number: u64) -> String {
    "0".repeat(LARGE) + &number.to_string()
}

async fn left_out(db: &Gundb) -> Vec<(i64, String)> {
    db.sql("SELECT position, reason FROM gundb_skipped ORDER BY position").fetch().await.unwrap()
}

/// Writers who know nothing of each other write a large text each into one stream.
async fn siblings_of_peers_fill_a_cell_up(db: Database) {
    let other = db.backend().fresh().await;
    let (here, there) = (open::<Note>(&db).await, open::<Note>(&other).await);
    let writer = |number: u64| {
        let mut writer = ForeignWriter::new(number, here.space());
        writer.write(|record| {
            record.stream = Some(("note".to_owned(), "a".to_owned()));
            record.event_type = Some("note.written".to_owned());
            record.payload = Some(format!(r#"{{"text":"{}"}}"#, large(number)));
        });
        writer.run()
    };
    let numbers = [1, 2, 3, 4, 5, 6];
    for number in numbers {
        here.receive(vec![writer(number)]).await.unwrap();
        // The other way round: each comes before all that are there.
        there.receive(vec![writer(7 - number)]).await.unwrap();
    }
    for node in [&here, &there] {
        let note: Note = row(node, "a").await;
        let first: Vec<char> = note.texts.values().filter_map(|text| text.chars().last()).collect();
        assert_eq!((first, note.events), (vec!['1', '2', '3'], 3));
        let left = left_out(node).await;
        assert_eq!(left.len(), 3);
        assert!(left[0].1.contains("the list in column `texts` would have"), "{}", left[0].1);
        assert_sound(node).await;
        node.rebuild_view("notes").await.unwrap();
        assert_eq!(left_out(node).await.len(), 3);
        // A writer that has seen them all makes room.
        node.append("a", Expect::Any, [Written { text: "all of it".to_owned() }]).await.unwrap();
        let note: Note = row(node, "a").await;
        assert_eq!(note.texts.values().collect::<Vec<_>>(), ["all of it"]);
        assert_sound(node).await;
    }
}

/// The store's own events are taken: what they say is no fault, and other views have room for it.
async fn a_set_is_full(db: Database) {
    let notes = open::<Note>(&db).await;
    for number in 0..5 {
        notes.append("a", Expect::Any, [Tagged { tag: large(number) }]).await.unwrap();
    }
    let note: Note = row(&notes, "a").await;
    assert_eq!((note.tags.len(), note.events, left_out(&notes).await.len()), (4, 4, 1));
    notes.append("a", Expect::Any, [Untagged { tag: large(2) }]).await.unwrap();
    notes.append("a", Expect::Any, [Tagged { tag: "small".to_owned() }]).await.unwrap();
    let note: Note = row(&notes, "a").await;
    assert_eq!((note.tags.len(), note.events, left_out(&notes).await.len()), (4, 6, 1));
    assert_sound(&notes).await;
}
