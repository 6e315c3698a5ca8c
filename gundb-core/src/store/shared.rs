//! What all that works on one open database shares.

use std::any::TypeId;
use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch;

use super::catch_ups::CatchUps;
use super::counters::Counting;
use super::entropy;
use super::entropy::Entropy;
use super::identity;
use crate::clock::Clock;
use crate::error::Result;
use crate::model::{Space, StreamId};
use crate::store::backend::{Connection, DatabaseUrl, Failure, Pools};
use crate::store::catalog::{Catalog, CodeRegistry};
use crate::store::events::{EventPage, Names, Origins};

/// Locks of streams that commands are decided on: at most this many are decided on at once in one
/// process.
const STREAM_LOCKS: usize = 1024;

/// Events that are folded at once while somebody waits.
const SHORT_CHUNK_EVENTS_MAX: u64 = 4_000;

/// What the handle and its writer share.
pub(super) struct Shared {
    pub(super) url: DatabaseUrl,
    pub(super) pools: Pools,
    pub(super) clock: Box<dyn Clock>,
    entropy: Box<dyn Entropy>,
    pub(super) space: Space,
    /// Folds that the application wrote by hand.
    pub(super) codes: CodeRegistry,
    /// Definitions of the views that the application registered.
    own_views: HashSet<Vec<u8>>,
    /// Events that a catch-up folds in one transaction.
    pub(super) chunk_events: u64,
    pub(super) catch_ups: CatchUps,
    /// The position of the last event that this process committed.
    pub(super) committed: watch::Sender<u64>,
    pub(super) counting: Counting,
    catalog: RwLock<Arc<Catalog>>,
    /// All of them are committed: a transaction may begin logs that never come to be.
    pub(super) origins: RwLock<Arc<Origins>>,
    /// Orders the deciders of one stream in this process; streams share a lock by their id.
    stream_locks: Vec<tokio::sync::Mutex<()>>,
    /// Rust types whose events are in the catalog.
    registered: RwLock<HashSet<TypeId>>,
}

/// What the application brought when it opened the database.
pub(super) struct Settings {
    pub(super) codes: CodeRegistry,
    pub(super) own_views: HashSet<Vec<u8>>,
    pub(super) chunk_events: u64,
    pub(super) entropy: Box<dyn Entropy>,
}

impl Shared {
    pub(super) fn new(
        url: DatabaseUrl,
        pools: Pools,
        clock: Box<dyn Clock>,
        space: Space,
        settings: Settings,
        catalog: Catalog,
    ) -> Self {
        Self {
            url,
            pools,
            clock,
            entropy: settings.entropy,
            space,
            codes: settings.codes,
            own_views: settings.own_views,
            chunk_events: settings.chunk_events,
            catch_ups: CatchUps::default(),
            committed: watch::Sender::new(0),
            counting: Counting::default(),
            catalog: RwLock::new(Arc::new(catalog)),
            origins: RwLock::default(),
            stream_locks: (0..STREAM_LOCKS).map(|_| tokio::sync::Mutex::default()).collect(),
            registered: RwLock::default(),
        }
    }

    /// Nonces for this many appends, drawn at once: that is one call of the operating system.
    pub(super) fn nonces(&self, count: usize) -> Result<Vec<u64>> {
        entropy::numbers(&*self.entropy, count)
    }

    /// Tells of a commit: the position of its last event, and how long it took.
    pub(super) fn note_commit(&self, next_position: i64, took: Duration) {
        self.counting.committed(took);
        let position = u64::try_from(next_position - 1).unwrap_or(0);
        // What carries no events, such as records that only wait, is no news.
        self.committed
            .send_if_modified(|last| std::mem::replace(last, position.max(*last)) < position);
    }

    /// The catalog as this process last read it.
    pub(super) fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a newer catalog in; an older one is ignored.
    pub(super) fn renew_catalog(&self, catalog: Catalog) -> Arc<Catalog> {
        let mut current = self.catalog.write().unwrap_or_else(PoisonError::into_inner);
        // An equal number may bring newer positions of views that catch up.
        if catalog.number >= current.number {
            *current = Arc::new(catalog);
        }
        Arc::clone(&current)
    }

    /// The catalog of a number, as the locked row names it: another process may have registered
    /// something since.
    pub(super) async fn catalog_of(
        &self,
        connection: &mut Connection,
        number: i64,
    ) -> Result<Arc<Catalog>, Failure> {
        let known = self.catalog();
        if known.number == number {
            return Ok(known);
        }
        let loaded = Box::pin(Catalog::load(connection, number, &self.codes)).await?;
        Ok(self.renew_catalog(loaded))
    }

    /// What the numbers in a page stand for; read again where it is newer than what this process
    /// knows.
    pub(super) async fn names_of(
        &self,
        connection: &mut Connection,
        page: &EventPage,
    ) -> Result<Names, Failure> {
        let origins = self.origins_of(connection, page).await?;
        let names = Names::new(&self.catalog(), Arc::clone(&origins));
        if names.know(page) {
            return Ok(names);
        }
        let number = Box::pin(identity::read(connection)).await?.catalog;
        let catalog = Box::pin(Catalog::load(connection, number, &self.codes)).await?;
        let catalog = self.renew_catalog(catalog);
        Ok(Names::new(&catalog, origins))
    }

    /// Who writes the logs in a page; read again where it is newer than what this process knows.
    async fn origins_of(
        &self,
        connection: &mut Connection,
        page: &EventPage,
    ) -> Result<Arc<Origins>, Failure> {
        let known = self.known_origins();
        match page.is_known_to(&known) {
            true => Ok(known),
            false => self.grown_origins(connection, known).await,
        }
    }

    /// Who writes the logs up to one; to be asked before a transaction begins logs of its own.
    pub(super) async fn origins_up_to(
        &self,
        connection: &mut Connection,
        log: i64,
    ) -> Result<Arc<Origins>, Failure> {
        let known = self.known_origins();
        match known.reach(log) {
            true => Ok(known),
            false => self.grown_origins(connection, known).await,
        }
    }

    /// Who writes the logs, as far as this process has looked.
    pub(super) fn known_origins(&self) -> Arc<Origins> {
        Arc::clone(&self.origins.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn grown_origins(
        &self,
        connection: &mut Connection,
        mut origins: Arc<Origins>,
    ) -> Result<Arc<Origins>, Failure> {
        Box::pin(Origins::grow(&mut origins, connection)).await?;
        *self.origins.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&origins);
        Ok(origins)
    }

    /// Events that are folded while somebody waits: a reader, or the store's lock.
    pub(super) fn short_chunk(&self) -> u64 {
        self.chunk_events.min(SHORT_CHUNK_EVENTS_MAX)
    }

    /// The lock of a stream.
    pub(super) fn stream_lock(&self, stream: StreamId) -> &tokio::sync::Mutex<()> {
        let (_, low) = stream.uuid().as_u64_pair();
        let locks = self.stream_locks.len() as u64;
        &self.stream_locks[usize::try_from(low % locks).unwrap_or(0)]
    }

    /// Whether the application registered the view of a definition.
    pub(super) fn is_own(&self, definition: &[u8]) -> bool {
        self.own_views.contains(definition)
    }

    pub(super) fn is_registered(&self, events: TypeId) -> bool {
        self.registered.read().unwrap_or_else(PoisonError::into_inner).contains(&events)
    }

    pub(super) fn note_registered(&self, events: TypeId) {
        self.registered.write().unwrap_or_else(PoisonError::into_inner).insert(events);
    }
}
