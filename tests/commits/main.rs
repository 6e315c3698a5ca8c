//! The commits of a repository that many people wrote at the same time, replayed on as many nodes
//! as were apart then: each commit is an event, and what its writer had seen is exactly its
//! ancestors.

use gundb_tests::backend::{Backend, Database};

mod ancestry;
mod end;
mod graph;
mod nodes;
mod repo;

use graph::Graph;
use nodes::Nodes;
use repo::Views;

gundb_tests::scenarios! {
    the_causal_past_is_the_real_one, late_commits_are_folded_where_they_belong,
}

/// Fewer commits on Postgres, where they show the same in a short time: each node is a database of
/// its own there, and late commits cost most.
const FEW_COMMITS: usize = 700;

/// All commits, with views that fold each as it comes; the one that has to wait for late ones comes
/// at the end.
async fn the_causal_past_is_the_real_one(db: Database) {
    let commits = match db.backend() {
        Backend::Sqlite => usize::MAX,
        Backend::Postgres => FEW_COMMITS,
    };
    let graph = Graph::read(commits);
    let nodes = replayed(&db, &graph, Views::Plain).await;
    end::assert_equal(&nodes, &graph).await;
    let clocks = ancestry::clocks(nodes.stores().next().unwrap(), &graph).await;
    ancestry::assert_exact(&clocks, &graph);
}

async fn late_commits_are_folded_where_they_belong(db: Database) {
    let graph = Graph::read(FEW_COMMITS);
    let nodes = replayed(&db, &graph, Views::All).await;
    end::assert_equal(&nodes, &graph).await;
}

/// Nodes that wrote all commits, and then met.
async fn replayed<'a>(db: &Database, graph: &'a Graph, views: Views) -> Nodes<'a> {
    let mut nodes = Nodes::new(db.backend(), graph, views);
    for commit in 0..graph.len() {
        nodes.commit(commit).await;
    }
    nodes.meet().await;
    nodes
}
