//! Columns whose cells must be unique among the rows: a rule for appends here.

use gundb::Decimal;
use gundb::prelude::*;
use gundb::store::Append;
use gundb::view::{Fold, Moment};
use gundb_tests::backend::Database;
use jiff::Timestamp;

use crate::bank::assert_sound;

gundb_tests::scenarios! {
    a_taken_value_is_refused, values_are_swapped_in_one_append, equal_values_are_found_in_every_spelling,
    nothing_is_never_taken, a_deleted_row_frees_its_value, one_of_many_at_once_gets_it,
    a_refused_request_leaves_its_neighbours_alone, a_view_that_is_behind_is_checked,
    a_program_without_the_code_can_t_append_what_must_be_unique, a_view_that_catches_up_is_checked,
    an_older_version_checks_while_a_newer_one_is_built,
}

#[derive(Clone, Debug, Event)]
#[event(stream = "user")]
enum UserEvent {
    Joined { email: String, nick: Option<String> },
    Priced { price: Decimal, at: Timestamp, weight: f64 },
    Left,
}

#[derive(Debug, View)]
#[view(table = "users", event = UserEvent, delete(Left), creates(Joined))]
struct User {
    #[view(key)]
    id: String,
    #[view(set(Joined.email), unique)]
    email: String,
    #[view(first(Joined.nick), unique)]
    nick: Option<String>,
    #[view(set(Priced.price), unique)]
    price: Decimal,
    #[view(set(Priced.at), unique)]
    at: Option<Timestamp>,
    #[view(set(Priced.weight), unique, default = 1.5)]
    weight: f64,
}

fn joined(email: &str, nick: Option<&str>) -> UserEvent {
    UserEvent::Joined { email: email.to_owned(), nick: nick.map(str::to_owned) }
}

fn priced(price: &str, at: &str, weight: f64) -> UserEvent {
    UserEvent::Priced { price: price.parse().unwrap(), at: at.parse().unwrap(), weight }
}

async fn users(db: &Database) -> Gundb {
    Gundb::builder().view::<User>().open(db.url()).await.unwrap()
}

async fn append(db: &Gundb, key: &str, event: UserEvent) -> gundb::Result<u64> {
    db.append(key, Expect::Any, [event]).await.map(|done| done.version())
}

async fn a_taken_value_is_refused(db: Database) {
    let db = users(&db).await;
    append(&db, "a", joined("a@x", Some("al"))).await.unwrap();
    append(&db, "a", joined("a@x", Some("al"))).await.unwrap();
    assert!(append(&db, "b", joined("a@x", None)).await.unwrap_err().is_not_unique());
    assert!(append(&db, "b", joined("b@x", Some("al"))).await.unwrap_err().is_not_unique());
    // The first nick stays, so the second one is never taken.
    append(&db, "a", joined("a@y", Some("bo"))).await.unwrap();
    append(&db, "b", joined("a@x", Some("bo"))).await.unwrap();
    assert_eq!(User::query().all(&db).await.unwrap().len(), 2);
    assert_sound(&db).await;
}

async fn values_are_swapped_in_one_append(db: Database) {
    let db = users(&db).await;
    append(&db, "a", joined("a@x", None)).await.unwrap();
    append(&db, "b", joined("b@x", None)).await.unwrap();
    append(&db, "c", joined("c@x", None)).await.unwrap();
    let to = |key: &str, email: &str| Append::new(key, Expect::Any, [joined(email, None)]).unwrap();
    db.append_all(vec![to("a", "b@x"), to("b", "a@x")]).await.unwrap();
    let refused = db.append_all(vec![to("a", "c@x"), to("b", "d@x")]).await.unwrap_err();
    assert!(refused.is_not_unique(), "{refused}");
    assert!(db.append_all(vec![to("a", "e@x"), to("b", "e@x")]).await.unwrap_err().is_not_unique());
    db.append_all(vec![to("a", "b@x"), to("b", "c@x"), to("c", "a@x")]).await.unwrap();
    let emails: Vec<_> =
        User::query().all(&db).await.unwrap().into_iter().map(|user| user.email).collect();
    assert_eq!(emails, ["b@x", "c@x", "a@x"]);
    // It passes through a taken value, and has another one in the end.
    db.append("a", Expect::Any, [joined("a@x", None), joined("z@x", None)]).await.unwrap();
    assert_sound(&db).await;
}

async fn equal_values_are_found_in_every_spelling(db: Database) {
    let db = users(&db).await;
    append(&db, "a", priced("10.50", "2026-03-01T12:00:00.1234567Z", 2.0)).await.unwrap();
    for event in [
        priced("10.5", "2026-01-01T00:00:00Z", 3.0),
        priced("10.500", "2026-01-01T00:00:00Z", 3.0),
        priced("1", "2026-03-01T13:00:00.123456+01:00", 3.0),
        priced("1", "2026-01-01T00:00:00Z", 2.0),
    ] {
        assert!(append(&db, "b", event.clone()).await.unwrap_err().is_not_unique(), "{event:?}");
    }
    append(&db, "b", priced("1", "2026-01-01T00:00:00Z", 3.0)).await.unwrap();
    assert_sound(&db).await;
}

async fn nothing_is_never_taken(db: Database) {
    let db = users(&db).await;
    for (key, day) in [("a", 1), ("b", 2), ("c", 3)] {
        append(&db, key, joined("", None)).await.unwrap();
        append(&db, key, priced("-0.00", &format!("2026-01-0{day}T00:00:00Z"), 1.5)).await.unwrap();
    }
    assert_sound(&db).await;
}

async fn a_deleted_row_frees_its_value(db: Database) {
    let db = users(&db).await;
    append(&db, "a", joined("a@x", Some("al"))).await.unwrap();
    append(&db, "a", UserEvent::Left).await.unwrap();
    append(&db, "b", joined("a@x", Some("al"))).await.unwrap();
    assert!(append(&db, "a", joined("a@x", None)).await.unwrap_err().is_not_unique());
    db.append("b", Expect::Any, [UserEvent::Left, joined("b@x", None), UserEvent::Left])
        .await
        .unwrap();
    append(&db, "a", joined("a@x", Some("al"))).await.unwrap();
    // It takes the value of a row that is deleted in the same append.
    let leaves = Append::new("a", Expect::Any, [UserEvent::Left]).unwrap();
    let comes = Append::new("b", Expect::Any, [joined("a@x", Some("al"))]).unwrap();
    db.append_all(vec![comes, leaves]).await.unwrap();
    assert_eq!(User::query().all(&db).await.unwrap().len(), 1);
    assert_sound(&db).await;
}

async fn one_of_many_at_once_gets_it(db: Database) {
    let (left, right) = (users(&db).await, users(&db).await);
    let mut tasks = Vec::new();
    for number in 0..60 {
        let bank = if number % 2 == 0 { left.clone() } else { right.clone() };
        let email = format!("{}@x", number % 6);
        tasks.push(tokio::spawn(async move {
            append(&bank, &format!("u{number}"), joined(&email, None)).await
        }));
    }
    let mut joined = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => joined += 1,
            Err(refused) => assert!(refused.is_not_unique(), "{refused}"),
        }
    }
    assert_eq!(joined, 6);
    assert_eq!(User::query().all(&left).await.unwrap().len(), 6);
    assert_sound(&left).await;
}

async fn a_refused_request_leaves_its_neighbours_alone(db: Database) {
    let db = users(&db).await;
    append(&db, "a", joined("a@x", None)).await.unwrap();
    let requests = (0..20).map(|number| {
        let (db, email) =
            (db.clone(), if number % 3 == 0 { "a@x".to_owned() } else { format!("{number}@x") });
        tokio::spawn(async move { append(&db, &format!("u{number}"), joined(&email, None)).await })
    });
    for (number, request) in requests.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(request.await.unwrap().is_ok(), number % 3 != 0);
    }
    assert_sound(&db).await;
}

/// A view folded by hand beside its rules.
#[derive(Debug, View)]
#[view(table = "members", event = UserEvent, fold)]
struct Member {
    #[view(key)]
    id: String,
    #[view(set(Joined.email), unique)]
    email: String,
    changes: i64,
}

impl Fold<UserEvent> for Member {
    fn fold(&mut self, _: &UserEvent, _: &Moment) {
        self.changes += 1;
    }
}

async fn members(db: &Database) -> Gundb {
    Gundb::builder().view::<Member>().open(db.url()).await.unwrap()
}

/// After an append by a program without the code of the view, the view is behind; the next append
/// of one with the code finds what was missed.
async fn a_view_that_is_behind_is_checked(db: Database) {
    let members = members(&db).await;
    append(&members, "a", joined("a@x", None)).await.unwrap();
    let blind = Gundb::builder().events::<UserEvent>().open(db.url()).await.unwrap();
    for round in 0..3 {
        // It changes nothing unique, so it goes through.
        append(&blind, "b", priced("1", "2026-01-01T00:00:00Z", 2.0)).await.unwrap();
        let refused = append(&members, "c", joined("a@x", None)).await.unwrap_err();
        assert!(refused.is_not_unique(), "{refused}");
        append(&members, "d", joined(&format!("{round}@x"), None)).await.unwrap();
    }
    let swapped =
        ["a", "d"].map(|key| Append::new(key, Expect::Any, [joined("s@x", None)]).unwrap());
    append(&blind, "b", UserEvent::Left).await.unwrap();
    assert!(members.append_all(swapped.into()).await.unwrap_err().is_not_unique());
    assert!(members.contradictions().await.unwrap().is_empty());
    assert_sound(&members).await;
}

async fn a_program_without_the_code_can_t_append_what_must_be_unique(db: Database) {
    let members = members(&db).await;
    append(&members, "a", joined("a@x", None)).await.unwrap();
    let blind = Gundb::builder().events::<UserEvent>().open(db.url()).await.unwrap();
    for email in ["a@x", "b@x"] {
        let refused = append(&blind, "b", joined(email, None)).await.unwrap_err();
        assert!(refused.is_behind(), "{refused}");
        for part in [
            "nothing was stored",
            "column `email` of view `members`",
            "append with the application",
        ] {
            assert!(refused.to_string().contains(part), "{refused}");
        }
    }
    assert_eq!(blind.verify().await.unwrap().records, 1);
    // Its neighbours in one transaction go through, and what is stored under an id is stored.
    append(&blind, "b", UserEvent::Left).await.unwrap();
    append(&members, "b", joined("b@x", None)).await.unwrap();
    assert_sound(&members).await;
}

/// A view over what was stored before is not live at once.
async fn a_view_that_catches_up_is_checked(db: Database) {
    let before = Gundb::builder().events::<UserEvent>().open(db.url()).await.unwrap();
    for number in 0..40 {
        append(&before, &format!("u{number}"), joined(&format!("{number}@x"), None)).await.unwrap();
    }
    // The view is registered in several chunks; the append comes right after, through a handle that
    // does not know of it yet.
    let users = Gundb::builder().view::<User>().chunk_events(7).open(db.url()).await.unwrap();
    let of_old = append(&before, "v", joined("7@x", None)).await.unwrap_err();
    assert!(of_old.is_not_unique() || of_old.is_behind(), "{of_old}");
    assert!(append(&users, "v", joined("39@x", None)).await.unwrap_err().is_not_unique());
    append(&users, "v", joined("40@x", None)).await.unwrap();
    assert!(append(&before, "w", joined("40@x", None)).await.unwrap_err().is_not_unique());
    assert!(users.contradictions().await.unwrap().is_empty());
    assert_sound(&users).await;
}

mod later {
    use super::UserEvent;
    use gundb::prelude::*;

    #[derive(Debug, View)]
    #[view(table = "users", version = 2, event = UserEvent)]
    pub(super) struct User {
        #[view(key)]
        pub(super) id: String,
        #[view(set(Joined.email), unique)]
        pub(super) email: String,
        #[view(set(Priced.weight))]
        pub(super) weight: f64,
    }
}

/// Appends don't wait for a new version: what the older one says is unique stays so meanwhile.
async fn an_older_version_checks_while_a_newer_one_is_built(db: Database) {
    let old = users(&db).await;
    for number in 0..40 {
        append(&old, &format!("u{number}"), joined(&format!("{number}@x"), None)).await.unwrap();
    }
    let new = Gundb::builder().view::<later::User>().chunk_events(7).open(db.url()).await.unwrap();
    for (number, handle) in [&old, &new, &old, &new].into_iter().enumerate() {
        assert!(append(handle, "v", joined("39@x", None)).await.unwrap_err().is_not_unique());
        append(handle, "v", joined(&format!("v{number}@x"), None)).await.unwrap();
    }
    new.wait_until_caught_up("users").await.unwrap();
    assert!(append(&new, "w", joined("v3@x", None)).await.unwrap_err().is_not_unique());
    assert_eq!(later::User::query().all(&new).await.unwrap().len(), 41);
    assert_sound(&new).await;
}
