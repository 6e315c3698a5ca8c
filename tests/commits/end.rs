//! What all nodes hold when they have met.

use gundb::model::Reference;
use gundb::prelude::*;
use gundb::replication::EventSource as _;
use gundb::store::VerifyReport;

use crate::graph::Graph;
use crate::nodes::Nodes;
use crate::repo::{Author, KEY, Repo, Story, Views};

/// Every node holds the same records and rows, and they are those that the graph gives. The nodes
/// that wrote first and last are also verified and folded from nothing, with the ordered view if
/// they did not have it yet.
pub(crate) async fn assert_equal(nodes: &Nodes<'_>, graph: &Graph) {
    let stores: Vec<&Gundb> = nodes.stores().collect();
    let first = held(stores[0]).await;
    for db in &stores {
        assert_eq!(held(db).await, first);
    }
    assert_rows(&first, graph);
    let reopened = nodes.reopened(&[0, stores.len() - 1], Views::All).await;
    let (one, other) = (story(&reopened[0], graph).await, story(&reopened[1], graph).await);
    assert_eq!(one, other);
    let (one, other) = (verified(&reopened[0], graph).await, verified(&reopened[1], graph).await);
    assert_eq!((one.views, one.version_vector), (other.views, other.version_vector));
}

/// The heads of all logs (their hashes cover every record before them), and the rows.
type HeldByAll = (Vec<Reference>, Repo, Vec<Author>);

async fn held(db: &Gundb) -> HeldByAll {
    let mut heads = db.heads().await.unwrap();
    heads.sort_unstable();
    let authors = Author::query().order_by(Author::AUTHOR.asc()).all(db).await.unwrap();
    (heads, db.get::<Repo>(KEY).await.unwrap().unwrap(), authors)
}

/// The rows are what the graph alone gives.
fn assert_rows((heads, repo, authors): &HeldByAll, graph: &Graph) {
    assert_eq!(heads.iter().map(|head| head.sequence).sum::<u64>(), graph.len() as u64);
    assert_eq!((repo.commits, repo.version), (graph.len() as i64, graph.len() as i64));
    for row in authors {
        let of_author =
            graph.commits.iter().zip(0..).filter(|(commit, _)| commit.author == row.author);
        let commits: Vec<i64> = of_author.map(|(_, n)| n).collect();
        assert_eq!((row.commits, Some(&row.last)), (commits.len() as i64, commits.last()));
    }
    assert_eq!(authors.iter().map(|row| row.commits).sum::<i64>(), graph.len() as i64);
}

/// The open heads of the repository are the commits that no other one has as an ancestor.
async fn story(db: &Gundb, graph: &Graph) -> Story {
    db.wait_until_caught_up(Story::TABLE).await.unwrap();
    let story = db.get::<Story>(KEY).await.unwrap().unwrap();
    let mut heads: Vec<i64> = story.heads.values().copied().collect();
    heads.sort_unstable();
    assert_eq!(heads, graph.heads());
    story
}

async fn verified(db: &Gundb, graph: &Graph) -> VerifyReport {
    let mut report = db.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!(report.records, graph.len() as u64);
    report.version_vector.sort_unstable();
    report
}
