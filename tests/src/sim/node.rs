//! One node: a store in a file or on a server, with a clock and chance of its own.

use std::path::{Path, PathBuf};

use gundb::Gundb;
use gundb::model::format::Record;
use gundb::model::{Hash, Origin};
use gundb::replication::EventSource as _;
use gundb::replication::protocol::{Load, LogPosition, Wanted};
use gundb::store::Durability;
use tokio::sync::OnceCell;

use super::heads::Heads;
use super::held::Held;
use super::model::Views;
use super::template;
use super::time::{Seeded, VirtualClock};
use crate::postgres;
use crate::sql::Sql;

/// Where a node's store is.
pub(super) enum Home {
    Sqlite(PathBuf),
    Postgres(postgres::Database),
}

/// A node.
pub(super) struct Node {
    home: Home,
    pub(super) clock: VirtualClock,
    /// Whether its clock stands.
    pub(super) is_frozen: bool,
    entropy: Seeded,
    db: Option<Gundb>,
    /// What its program knows.
    pub(super) views: Views,
    observer: OnceCell<Sql>,
}

impl Node {
    /// A node with a fresh store in which all views are registered.
    pub(super) async fn begin(home: Home, seed: u64) -> Held<Self> {
        if let Home::Sqlite(file) = &home {
            template::copy_to(file, seed).await?;
        }
        let (clock, entropy) = (VirtualClock::new(), Seeded::new(seed));
        let (db, observer, views) = (None, OnceCell::new(), Views::All);
        let mut node = Self { home, clock, is_frozen: false, entropy, db, views, observer };
        node.open(Views::All).await?;
        Ok(node)
    }

    /// A file of its own in a directory.
    pub(super) fn file(directory: &Path, number: usize) -> Home {
        Home::Sqlite(directory.join(format!("{number}.db")))
    }

    /// The running database.
    pub(super) fn db(&self) -> &Gundb {
        self.db.as_ref().expect("a node is open between two steps")
    }

    /// Plain SQL beside the store.
    pub(super) async fn sql(&self) -> Held<&Sql> {
        let sql = self.observer.get_or_try_init(async || Sql::connect(&self.url()).await).await;
        sql.map_err(|error| format!("beside the store: {error}"))
    }

    fn url(&self) -> String {
        match &self.home {
            Home::Sqlite(file) => format!("sqlite://{}", file.display()),
            Home::Postgres(database) => database.url().to_owned(),
        }
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.home, Home::Sqlite(_))
    }

    /// Its process is killed, and a program with these views opens the store.
    pub(super) async fn open(&mut self, views: Views) -> Held {
        drop(self.db.take());
        self.views = views;
        let builder = Gundb::builder().clock(self.clock.clone()).entropy(self.entropy.clone());
        let builder = views.register(builder.durability(Durability::Normal));
        self.db = Some(builder.open(&self.url()).await.map_err(|error| format!("open: {error}"))?);
        Ok(())
    }

    /// What it holds.
    pub(super) async fn heads(&self) -> Held<Heads> {
        let heads = self.db().heads().await.map_err(|error| format!("heads: {error}"))?;
        Ok(heads.into_iter().map(|head| (head.origin.number(), head.sequence)).collect())
    }
}

/// The records of a store between two states of it, in causal order.
pub(super) async fn records_between(
    db: &Gundb,
    before: &Heads,
    after: &Heads,
) -> Held<Vec<(Record, Hash)>> {
    let failed = |error: gundb::Error| format!("runs: {error}");
    let (mut records, mut held) = (Vec::new(), before.clone());
    let mut load = Load::new(wanted(before, after), usize::MAX);
    while !load.wanted.is_empty() {
        let loaded = db.runs(load).await.map_err(failed)?;
        for run in loaded.runs {
            held.insert(run.origin.number(), run.first + run.records.len() as u64 - 1);
            records.extend(run.open().map_err(failed)?.records);
        }
        if !loaded.more {
            break;
        }
        load = Load::new(wanted(&held, after), usize::MAX);
        load.cursor = loaded.cursor;
    }
    Ok(records)
}

/// What one state has beyond another one.
pub(super) fn wanted(before: &Heads, after: &Heads) -> Vec<Wanted> {
    let new = after.iter().filter_map(|(origin, up_to)| {
        let sequence = before.get(origin).copied().unwrap_or(0);
        let origin = Origin::new(*origin).ok()?;
        (sequence < *up_to).then_some(Wanted {
            after: LogPosition { origin, sequence, hash: [0; 16] },
            up_to: *up_to,
        })
    });
    new.collect()
}
