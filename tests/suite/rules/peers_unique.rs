//! Values that are unique here, and that another node gave to another row: they stay, are listed,
//! and hinder nobody.

use gundb::prelude::*;
use gundb::store::ContradictionKind;
use gundb::transport::sync;
use gundb_tests::backend::Database;

use crate::bank::assert_sound;

gundb_tests::scenarios! {
    a_value_that_two_rows_have_stays_and_hinders_no_other_event, a_view_that_is_made_later_lists_them_as_well,
    a_unique_value_of_a_row_of_many_streams,
}

#[derive(Clone, Debug, Event)]
#[event(stream = "member")]
enum MemberEvent {
    Joined { club: String, email: String },
    Noted { club: String },
}

use MemberEvent::{Joined, Noted};

#[derive(Debug, PartialEq, View)]
#[view(table = "members", event = MemberEvent)]
struct Member {
    #[view(key)]
    id: String,
    #[view(set(Joined.email), unique)]
    email: String,
    #[view(count(Noted))]
    notes: i64,
}

/// The leader of a club: the member who joined last.
#[derive(Debug, PartialEq, View)]
#[view(table = "leaders", event = MemberEvent)]
struct Leader {
    #[view(key(Joined.club, Noted.club))]
    club: String,
    #[view(set(Joined.email), unique)]
    email: Option<String>,
    #[view(count(Noted))]
    notes: i64,
}

fn joined(club: &str, email: &str) -> MemberEvent {
    Joined { club: club.to_owned(), email: email.to_owned() }
}

fn noted(club: &str) -> MemberEvent {
    Noted { club: club.to_owned() }
}

/// The rows that hold a value twice.
async fn shared(db: &Gundb, view: &str) -> Vec<String> {
    let all = db.contradictions().await.unwrap();
    let of_view = all.into_iter().filter(|one| one.view.as_deref() == Some(view));
    of_view.filter(|one| one.kind == ContradictionKind::NotUnique).map(|one| one.row).collect()
}

/// Two nodes, each of which gave one email to a member of its own.
async fn two<V: View>(db: &Database) -> (Database, Gundb, Gundb) {
    let other = db.backend().fresh().await;
    let here = Gundb::builder().view::<V>().open(db.url()).await.unwrap();
    let there = Gundb::builder().view::<V>().open(other.url()).await.unwrap();
    here.append("a", Expect::New, [joined("chess", "x@x")]).await.unwrap();
    there.append("b", Expect::New, [joined("golf", "x@x")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    (other, here, there)
}

async fn a_value_that_two_rows_have_stays_and_hinders_no_other_event(db: Database) {
    let (_other, here, there) = two::<Member>(&db).await;
    for node in [&here, &there] {
        assert_eq!(shared(node, "members").await, [r#"["a"]"#, r#"["b"]"#]);
        // Events that leave the value as it is are accepted, and a third row can't have it.
        node.append("a", Expect::Any, [noted("chess"), joined("chess", "x@x")]).await.unwrap();
        let error = node.append("c", Expect::Any, [joined("golf", "x@x")]).await.unwrap_err();
        assert!(error.is_not_unique(), "{error}");
    }
    sync(&here, &there).await.unwrap();
    there.append("b", Expect::Any, [joined("golf", "y@y")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        assert_eq!(shared(node, "members").await, Vec::<String>::new());
        assert_eq!(node.get::<Member>("a").await.unwrap().unwrap().notes, 2);
        assert_sound(node).await;
    }
    here.append("b", Expect::Any, [joined("golf", "z@z")]).await.unwrap();
    here.append("c", Expect::Any, [joined("golf", "y@y")]).await.unwrap();
}

async fn a_view_that_is_made_later_lists_them_as_well(db: Database) {
    let (_other, here, _there) = two::<Member>(&db).await;
    here.close().await;
    let again = Gundb::builder().view::<Member>().view::<Leader>().open(db.url()).await.unwrap();
    assert_eq!(shared(&again, "leaders").await, [r#"["chess"]"#, r#"["golf"]"#]);
    again.rebuild_view("members").await.unwrap();
    assert_eq!(shared(&again, "members").await.len(), 2);
    let error = again.append("c", Expect::Any, [joined("darts", "x@x")]).await.unwrap_err();
    assert!(error.is_not_unique(), "{error}");
    assert_sound(&again).await;
}

async fn a_unique_value_of_a_row_of_many_streams(db: Database) {
    let (_other, here, there) = two::<Leader>(&db).await;
    for node in [&here, &there] {
        assert_eq!(shared(node, "leaders").await, [r#"["chess"]"#, r#"["golf"]"#]);
        node.append("c", Expect::Any, [noted("golf")]).await.unwrap();
        let error = node.append("c", Expect::Any, [joined("darts", "x@x")]).await.unwrap_err();
        assert!(error.is_not_unique(), "{error}");
    }
    here.append("c", Expect::Any, [joined("golf", "y@y")]).await.unwrap();
    sync(&here, &there).await.unwrap();
    for node in [&here, &there] {
        assert_eq!(shared(node, "leaders").await, Vec::<String>::new());
        assert_eq!(node.get::<Leader>("golf").await.unwrap().unwrap().notes, 2);
        assert_sound(node).await;
    }
}
