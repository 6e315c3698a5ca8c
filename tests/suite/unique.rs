//! Columns whose cells are unique, for appends of this store.

use gundb::prelude::*;
use gundb::store::Append;
use gundb_tests::backend::Database;

use crate::bank::assert_sound;

gundb_tests::scenarios! {
    a_taken_value_is_refused, a_value_is_free_again_once_its_row_lets_go, one_append_may_swap_values,
    many_callers_want_one_value, nothing_is_never_the_same, two_processes_want_one_value,
}

#[derive(Clone, Debug, Event)]
#[event(stream = "user")]
enum UserEvent {
    Joined { email: Option<String>, handle: String },
    Moved { email: Option<String> },
    Left,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "users", event = UserEvent, delete(Left))]
struct User {
    #[view(key)]
    id: String,
    #[view(set(Joined.email, Moved.email), unique)]
    email: Option<String>,
    #[view(first(Joined.handle), unique)]
    handle: String,
}

async fn users(db: &Database) -> Gundb {
    Gundb::builder().view::<User>().open(db.url()).await.unwrap()
}

fn joined(email: &str, handle: &str) -> UserEvent {
    UserEvent::Joined { email: Some(email.to_owned()), handle: handle.to_owned() }
}

fn moved(email: &str) -> UserEvent {
    UserEvent::Moved { email: Some(email.to_owned()) }
}

async fn a_taken_value_is_refused(db: Database) {
    let users = users(&db).await;
    users.append("ann", Expect::New, [joined("a@x", "ann")]).await.unwrap();
    let taken = users.append("bob", Expect::New, [joined("a@x", "bob")]).await.unwrap_err();
    assert!(taken.is_not_unique(), "{taken:?}");
    for part in ["view `users`", "\"bob\"", "\"ann\"", "`email`"] {
        assert!(taken.to_string().contains(part), "{taken}");
    }
    assert!(users.append("bob", Expect::New, [joined("b@x", "ann")]).await.unwrap_err().is_not_unique());
    assert!(users.get::<User>("bob").await.unwrap().is_none());
    users.append("ann", Expect::Exists, [moved("a@x")]).await.unwrap();
    assert_sound(&users).await;
}

async fn a_value_is_free_again_once_its_row_lets_go(db: Database) {
    let users = users(&db).await;
    users.append("ann", Expect::New, [joined("a@x", "ann")]).await.unwrap();
    users.append("ann", Expect::Exists, [moved("new@x")]).await.unwrap();
    users.append("bob", Expect::New, [joined("a@x", "bob")]).await.unwrap();
    users.append("bob", Expect::Exists, [UserEvent::Left]).await.unwrap();
    users.append("cat", Expect::New, [joined("a@x", "bob")]).await.unwrap();
    // Within one append, too: what it brings at its end is what counts.
    users.append("ann", Expect::Exists, [moved("a@x"), moved("d@x")]).await.unwrap();
    assert_eq!(users.get::<User>("cat").await.unwrap().unwrap().email.as_deref(), Some("a@x"));
    assert_sound(&users).await;
}

async fn one_append_may_swap_values(db: Database) {
    let users = users(&db).await;
    users.append("ann", Expect::New, [joined("a@x", "ann")]).await.unwrap();
    users.append("bob", Expect::New, [joined("b@x", "bob")]).await.unwrap();
    let append = |key: &str, event: UserEvent| Append::new(key, Expect::Exists, [event]).unwrap();
    users.append_all(vec![append("ann", moved("b@x")), append("bob", moved("a@x"))]).await.unwrap();
    assert_eq!(users.get::<User>("ann").await.unwrap().unwrap().email.as_deref(), Some("b@x"));
    let both = vec![append("ann", moved("c@x")), append("bob", moved("c@x"))];
    assert!(users.append_all(both).await.unwrap_err().is_not_unique());
    assert_sound(&users).await;
}

/// How many of the answers went well; every other one must be a refusal for the value.
fn winners(answers: Vec<gundb::Result<Appended>>) -> usize {
    let refused = answers.iter().filter_map(|answer| answer.as_ref().err());
    refused.for_each(|error| assert!(error.is_not_unique(), "{error:?}"));
    answers.iter().filter(|answer| answer.is_ok()).count()
}

async fn many_callers_want_one_value(db: Database) {
    let users = users(&db).await;
    let callers: Vec<_> = (0..40)
        .map(|caller| {
            let users = users.clone();
            let event = joined(&format!("{}@x", caller % 4), &format!("h{caller}"));
            tokio::spawn(async move { users.append(format!("u{caller}"), Expect::New, [event]).await })
        })
        .collect();
    let mut answers = Vec::new();
    for caller in callers {
        answers.push(caller.await.unwrap());
    }
    assert_eq!(winners(answers), 4);
    assert_eq!(User::query().count(&users).await.unwrap(), 4);
    assert_sound(&users).await;
}

async fn nothing_is_never_the_same(db: Database) {
    let users = users(&db).await;
    for key in ["a", "b", "c"] {
        let event = UserEvent::Joined { email: None, handle: String::new() };
        users.append(key, Expect::New, [event]).await.unwrap();
    }
    assert_eq!(User::query().count(&users).await.unwrap(), 3);
}

async fn two_processes_want_one_value(db: Database) {
    let (left, right) = (users(&db).await, users(&db).await);
    for round in 0..10 {
        let email = format!("{round}@x");
        let (first, second) = tokio::join!(
            left.append(format!("l{round}"), Expect::New, [joined(&email, &format!("l{round}"))]),
            right.append(format!("r{round}"), Expect::New, [joined(&email, &format!("r{round}"))]),
        );
        assert_eq!(winners(vec![first, second]), 1);
    }
    assert_sound(&left).await;
}
