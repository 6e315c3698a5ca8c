//! Opening a database: connect, migrate, register, start the writer.

use std::fmt;
use std::sync::Arc;

use super::catch_up;
use super::entropy::{Entropy, SystemEntropy};
use super::handle::Gundb;
use super::identity;
use super::migrate;
use super::migrate::Migration;
use super::shared::{Settings, Shared};
use super::writer::Writer;
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Result};
use crate::fold::Codes;
use crate::model::{Event, Space, ViewModel};
use crate::store::backend::{Connection, Connections, DatabaseUrl, Durability, OpenOptions, Pools};
use crate::store::catalog::{Catalog, CodeRegistry, RegisteredView};
use crate::store::register::{Registration, warn_of_lost_names};

/// How a database is opened; begin with [`Gundb::builder`].
#[must_use = "a builder does nothing until `open`"]
pub struct Builder {
    registration: Result<Registration>,
    clock: Box<dyn Clock>,
    entropy: Box<dyn Entropy>,
    durability: Durability,
    connections: Connections,
    migrate: bool,
    chunk_events: u64,
}

/// Events that a view folds in one transaction while it catches up, unless said otherwise.
const CHUNK_EVENTS: u64 = 50_000;

impl Default for Builder {
    fn default() -> Self {
        Self {
            registration: Ok(Registration::default()),
            clock: Box::new(SystemClock),
            entropy: Box::new(SystemEntropy),
            durability: Durability::Full,
            connections: Connections::default(),
            migrate: true,
            chunk_events: CHUNK_EVENTS,
        }
    }
}

impl Builder {
    /// Registers a view that is described as data.
    pub(crate) fn view_model(mut self, view: Result<ViewModel>, codes: Codes) -> Self {
        self.registration = self.registration.and_then(|mut registration| {
            registration.add_view(view?, codes);
            Ok(registration)
        });
        self
    }

    /// Registers the events of a Rust type, so that processes without its code can append them.
    pub fn events<E: Event>(mut self) -> Self {
        if let Ok(registration) = &mut self.registration {
            registration.add_stream(E::describe());
        }
        self
    }

    /// Takes wall time from `clock` instead of the system.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Takes random numbers from `entropy` instead of the operating system: for simulations, see
    /// [`Entropy`].
    pub fn entropy(mut self, entropy: impl Entropy) -> Self {
        self.entropy = Box::new(entropy);
        self
    }

    /// What an acknowledged append survives; [`Durability::Full`] unless said otherwise.
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// How many connections it may have, and how long it waits: see [`Connections`].
    pub fn connections(mut self, connections: Connections) -> Self {
        self.connections = connections;
        self
    }

    /// Whether to create what is missing: the SQLite file and the tables. True unless said
    /// otherwise; with false, a database that is not migrated is an error.
    pub fn migrate(mut self, migrate: bool) -> Self {
        self.migrate = migrate;
        self
    }

    /// How many events a view folds in one transaction while it catches up: 50,000 unless said
    /// otherwise, or as many as change 4,000 rows. On SQLite appends wait while the rows of a chunk
    /// are written, on Postgres not at all. A view that has no more than a chunk to fold, and no
    /// more than 4,000 events, is live when `open` returns; else it catches up in the background,
    /// and [`Gundb::wait_until_caught_up`] waits for it.
    pub fn chunk_events(mut self, events: u32) -> Self {
        self.chunk_events = u64::from(events.max(1));
        self
    }

    /// Opens `sqlite://FILE`, `sqlite::memory:` or `postgres://…`.
    ///
    /// # Errors
    /// `is_invalid()`: a URL or file that is none; `is_unavailable()`: no server, no permission,
    /// wrong credentials; `is_schema()`: tables missing, newer or changed; `is_definition()`: a
    /// model that contradicts itself or the catalog.
    pub async fn open(self, url: &str) -> Result<Gundb> {
        let registration = self.registration?;
        registration.check()?;
        let url = DatabaseUrl::parse(url)?;
        let (durability, connections) = (self.durability, self.connections);
        let options = OpenOptions { create: self.migrate, durability, connections };
        let pools = Pools::connect(&url, options).await?;
        let mut connection = match self.migrate {
            true => migrate::ensure(&pools, &*self.entropy).await?,
            false => migrated(&pools, &url).await?,
        };
        let settings = Settings {
            codes: registration.codes(),
            own_views: registration.definitions(),
            chunk_events: self.chunk_events,
            entropy: self.entropy,
        };
        let (space, catalog) = load(&mut connection, &settings.codes).await?;
        let to_repair = catch_up::to_repair(&mut connection, &catalog).await?;
        // To write is to wait for the connection, where a database in memory has but one.
        drop(connection);
        let shared = Arc::new(Shared::new(url, pools, self.clock, space, settings, catalog));
        let writer = Writer::start(Arc::clone(&shared));
        let db = Gundb { shared, writer };
        db.register(&registration).await?;
        warn_of_lost_names(&db.shared.catalog(), &registration);
        db.repair_views(to_repair).await?;
        Ok(db)
    }
}

/// # Opening and closing
impl Gundb {
    /// Begins to open a database.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Opens a database without registering views.
    ///
    /// # Errors
    /// See [`Builder::open`].
    pub async fn open(url: &str) -> Result<Self> {
        Self::builder().open(url).await
    }

    /// Folds what application code could not take before, and starts views that have to catch up.
    async fn repair_views(&self, to_repair: Vec<Arc<RegisteredView>>) -> Result<()> {
        for view in to_repair {
            catch_up::repair(&self.shared, &view).await?;
        }
        catch_up::start(&self.shared);
        Ok(())
    }

    /// Reads the catalog again: another process may have registered something.
    pub(super) async fn reload_catalog(&self) -> Result<Arc<Catalog>> {
        // Boxed, as all that is rare: a future is moved with all that it may have to hold.
        let mut connection = self.shared.pools.reader().await?;
        let (_, catalog) = Box::pin(load(&mut connection, &self.shared.codes)).await?;
        Ok(self.shared.renew_catalog(catalog))
    }
}

/// A connection to a database that lacks no migration.
async fn migrated(pools: &Pools, url: &DatabaseUrl) -> Result<Connection> {
    let mut connection = pools.reader().await?;
    match migrate::missing(&mut connection).await? {
        None => Ok(connection),
        Some(missing) => Err(Error::schema(match missing {
            Migration { applied: true, .. } => {
                format!("the database `{url}` was not set up completely; run `gundb migrate run`")
            }
            Migration { version: 1, .. } => format!(
                "the database `{url}` has no GunDB tables; check the URL, or create them with `gundb migrate run`"
            ),
            Migration { version, name, .. } => {
                format!(
                    "the database `{url}` lacks migration {version} `{name}`; run `gundb migrate run`"
                )
            }
        })),
    }
}

/// The space that the database was made in, and its catalog.
async fn load(connection: &mut Connection, codes: &CodeRegistry) -> Result<(Space, Catalog)> {
    let row = identity::read(connection).await.map_err(|failure| failure.error)?;
    let space = identity::space(&row)?;
    let catalog = Catalog::load(connection, row.catalog, codes).await;
    Ok((space, catalog.map_err(|failure| failure.error)?))
}

/// Settings, and whether a registration failed already; not the models, which fill pages.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("refused", &self.registration.as_ref().err())
            .field("durability", &self.durability)
            .field("connections", &self.connections)
            .field("migrate", &self.migrate)
            .field("chunk_events", &self.chunk_events)
            .finish_non_exhaustive()
    }
}
