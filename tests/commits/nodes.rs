//! Nodes, each of which holds at any time a commit and all its ancestors, and nothing else.
//!
//! A commit is written on a node whose own last commit is one of its ancestors, once that node has
//! received the ancestors that it lacks. So the commits of a node are a chain of the graph. The
//! fewest chains that hold all commits are as many as the largest set of commits of which none is
//! an ancestor of another (Dilworth 1950): 18 here. Taking the node that holds most already,
//! without looking ahead, needs 20.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gundb::clock::Clock;
use gundb::model::Reference;
use gundb::prelude::*;
use gundb::replication::protocol::{Load, LogPosition, Wanted};
use gundb::replication::{EventSink as _, EventSource as _};
use gundb::store::Durability;
use gundb::transport::sync;
use gundb_tests::backend::{Backend, Database};
use jiff::Timestamp;

use crate::graph::Graph;
use crate::repo::{KEY, RepoEvent, Views};

const NODES_MAX: usize = 20;
/// Bytes of records that travel at once.
const LOAD_BYTES: usize = 1 << 20;

/// The wall clock of all nodes: the time of the commit that is written.
#[derive(Clone, Default)]
struct CommitTime(Arc<AtomicI64>);

impl Clock for CommitTime {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

struct Node {
    db: Gundb,
    database: Database,
    /// The indices of its commits, in its log's order.
    written: Vec<Reference>,
    last: usize,
}

/// How many commits of each node's log were seen.
type Seen = [usize; NODES_MAX];

pub(crate) struct Nodes<'a> {
    backend: Backend,
    graph: &'a Graph,
    views: Views,
    time: CommitTime,
    nodes: Vec<Node>,
    /// On which node each commit was written, and what was in its past, itself included.
    written_on: Vec<(usize, Seen)>,
}

impl<'a> Nodes<'a> {
    pub(crate) fn new(backend: Backend, graph: &'a Graph, views: Views) -> Self {
        Self {
            backend,
            graph,
            views,
            time: CommitTime::default(),
            nodes: Vec::new(),
            written_on: Vec::new(),
        }
    }

    pub(crate) fn stores(&self) -> impl Iterator<Item = &Gundb> {
        self.nodes.iter().map(|node| &node.db)
    }

    /// The stores anew, with more views.
    pub(crate) async fn reopened(&self, indices: &[usize], views: Views) -> Vec<Gundb> {
        let mut stores = Vec::new();
        for index in indices {
            let url = self.nodes[*index].database.url();
            stores.push(views.register(Gundb::builder()).open(url).await.unwrap());
        }
        stores
    }

    /// Writes the next commit on a node that holds exactly its ancestors.
    pub(crate) async fn commit(&mut self, n: usize) {
        let graph = self.graph;
        let commit = &graph.commits[n];
        let (at, mut seen) = match self.holder_of_most(n) {
            Some(at) => (at, self.written_on[self.nodes[at].last].1),
            None => (self.begin().await, [0; NODES_MAX]),
        };
        for &parent in &commit.parents {
            self.bring(parent, at, &mut seen).await;
        }
        self.time.0.store(commit.time, Ordering::Relaxed);
        let number = i64::try_from(n).unwrap();
        let event =
            RepoEvent::Committed { n: number, author: commit.author, paths: commit.paths.clone() };
        let appended = self.nodes[at].db.append(KEY, Expect::Any, [event]).await.unwrap();
        assert_eq!(
            appended.version(),
            graph.ancestors(n) + 1,
            "commit {n} did not meet its ancestors alone"
        );
        let token = appended.token();
        let [head] = token.heads() else { panic!("commit {n} is not the one head") };
        self.nodes[at].written.push(*head);
        self.nodes[at].last = n;
        seen[at] += 1;
        self.written_on.push((at, seen));
    }

    /// Of the nodes that hold nothing but ancestors of a commit, the one that holds most of them.
    fn holder_of_most(&self, n: usize) -> Option<usize> {
        let fits = |at: &usize| self.graph.is_before(self.nodes[*at].last, n);
        (0..self.nodes.len())
            .filter(fits)
            .max_by_key(|at| self.graph.ancestors(self.nodes[*at].last))
    }

    async fn begin(&mut self) -> usize {
        assert!(self.nodes.len() < NODES_MAX, "too many nodes");
        let database = self.backend.fresh().await;
        let builder = self.views.register(Gundb::builder()).clock(self.time.clone());
        let db = builder.durability(Durability::Normal).open(database.url()).await.unwrap();
        self.nodes.push(Node { db, database, written: Vec::new(), last: usize::MAX });
        self.nodes.len() - 1
    }

    /// Brings a node a commit and all its ancestors, from the node that wrote it, which may hold
    /// more by now.
    async fn bring(&self, commit: usize, to: usize, seen: &mut Seen) {
        let (from, past) = &self.written_on[commit];
        let lacking = |node: &usize| past[*node] > seen[*node];
        let wanted: Vec<Wanted> = (0..self.nodes.len())
            .filter(lacking)
            .map(|node| self.wanted(node, seen[node], past[node]))
            .collect();
        if wanted.is_empty() {
            return;
        }
        let records: u64 = wanted.iter().map(|wanted| wanted.up_to - wanted.after.sequence).sum();
        let mut load = Load::new(wanted, LOAD_BYTES);
        load.wanted.sort_by_key(|wanted| wanted.after.origin);
        let (mut more, mut new) = (true, 0);
        while more {
            let loaded = self.nodes[*from].db.runs(load.clone()).await.unwrap();
            (more, load.cursor) = (loaded.more, loaded.cursor);
            for run in &loaded.runs {
                let held = load
                    .wanted
                    .iter_mut()
                    .find(|wanted| wanted.after.origin == run.origin)
                    .unwrap();
                held.after = Reference::to(run.origin, run.last_sequence(), &run.last).into();
            }
            let received = self.nodes[to].db.receive(loaded.runs).await.unwrap();
            assert!(
                received.known == 0 && received.pending == 0 && received.refused.is_empty(),
                "{received:?}"
            );
            new += received.new;
        }
        assert_eq!(new, records);
        seen.iter_mut().zip(past).for_each(|(seen, past)| *seen = *past.max(seen));
    }

    /// A part of a node's log.
    fn wanted(&self, node: usize, after: usize, up_to: usize) -> Wanted {
        let written = &self.nodes[node].written;
        let start = LogPosition::start(written[0].origin);
        Wanted {
            after: after.checked_sub(1).map_or(start, |last| written[last].into()),
            up_to: written[up_to - 1].sequence,
        }
    }

    /// All come to hold all.
    pub(crate) async fn meet(&self) {
        let (first, others) = self.nodes.split_first().unwrap();
        for _ in 0..2 {
            for other in others {
                sync(&first.db, &other.db).await.unwrap();
            }
        }
        let settled = sync(&first.db, &others[0].db).await.unwrap();
        assert_eq!((settled.there.records, settled.back.records), (0, 0));
    }
}
