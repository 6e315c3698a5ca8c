//! A store with a history: repeated ids, several streams at once, concurrent callers, a program of
//! a later version.

use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::Append;
use tokio::task::JoinSet;

use crate::bank::deposited;

/// The bank's events as a later program describes them.
#[derive(Event)]
#[event(stream = "account")]
enum Evolved {
    #[event(name = "account.opened", version = 2)]
    Opened { owner: Option<String> },
    #[event(name = "account.renamed")]
    Renamed { owner: String },
}

/// Replaces another view.
#[derive(Debug, PartialEq, View)]
#[view(table = "takings", event = Evolved, version = 2)]
struct Owners {
    #[view(key)]
    id: String,
    #[view(set(Opened.owner, Renamed.owner))]
    owner: Option<String>,
}

/// Goes on with a filled bank; the handle of the later program.
pub(super) async fn evolve(bank: &Gundb, url: &str) -> Gundb {
    let identified = || NewEvent::typed(&deposited(1)).unwrap().with_id(uuid::Uuid::from_u128(7));
    let append =
        |key: &str, events| Append::events(StreamRef::new("account", key), Expect::Any, events);
    for _ in 0..2 {
        let alice = append("alice", vec![identified()]);
        let dora = append("dora", vec![identified(), identified()]);
        bank.append_all(vec![alice, dora]).await.unwrap();
    }
    let mut callers = JoinSet::new();
    for n in 0..20 {
        let bank = bank.clone();
        let events = [deposited(n), deposited(n)];
        callers.spawn(async move { bank.append("alice", Expect::Any, events).await.unwrap() });
    }
    callers.join_all().await;
    let later = Gundb::builder().view::<Owners>().open(url).await.unwrap();
    let events = [Evolved::Opened { owner: None }, Evolved::Renamed { owner: "Edith".to_owned() }];
    later.append("edith", Expect::New, events).await.unwrap();
    bank.append("alice", Expect::Any, [deposited(1)]).await.unwrap();
    let edith = later.get::<Owners>("edith").await.unwrap().unwrap();
    assert_eq!(edith, Owners { id: "edith".to_owned(), owner: Some("Edith".to_owned()) });
    later
}
