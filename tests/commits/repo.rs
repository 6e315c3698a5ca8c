//! A repository as events and views.

use gundb::Siblings;
use gundb::prelude::*;
use gundb::store::Builder;

/// The only key.
pub(crate) const KEY: &str = "origin";

#[derive(Event)]
#[event(stream = "repo")]
pub(crate) enum RepoEvent {
    Committed { n: i64, author: i64, paths: Vec<i64> },
}

/// The repository, as far as order does not matter.
#[derive(Debug, PartialEq, View)]
#[view(table = "repos", event = RepoEvent)]
pub(crate) struct Repo {
    #[view(key)]
    pub(crate) id: String,
    #[view(count(Committed))]
    pub(crate) commits: i64,
    #[view(version)]
    pub(crate) version: i64,
    #[view(clock)]
    pub(crate) clock: String,
}

/// What each author did.
#[derive(Debug, PartialEq, View)]
#[view(table = "authors", event = RepoEvent, key(Committed.author))]
pub(crate) struct Author {
    #[view(key)]
    pub(crate) author: i64,
    #[view(count(Committed))]
    pub(crate) commits: i64,
    #[view(max(Committed.n))]
    pub(crate) last: i64,
}

/// The repository, as far as order matters: late commits make it fold again.
#[derive(Debug, PartialEq, View)]
#[view(table = "stories", event = RepoEvent)]
pub(crate) struct Story {
    #[view(key)]
    pub(crate) id: String,
    #[view(first(Committed.n))]
    pub(crate) first: i64,
    #[view(set(Committed.author))]
    pub(crate) last_author: i64,
    /// The commits that no other commit has seen: the open heads.
    #[view(siblings(Committed.n))]
    pub(crate) heads: Siblings<i64>,
}

/// Which views a store keeps.
#[derive(Clone, Copy)]
pub(crate) enum Views {
    /// Those for which order does not matter.
    Plain,
    All,
}

impl Views {
    pub(crate) fn register(self, builder: Builder) -> Builder {
        let builder = builder.view::<Repo>().view::<Author>();
        match self {
            Self::Plain => builder,
            Self::All => builder.view::<Story>(),
        }
    }
}
