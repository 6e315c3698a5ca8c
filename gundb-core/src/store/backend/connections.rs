//! How many connections an open database has, and how long it waits for them.

use std::time::Duration;

/// How many connections an open database may have, and how long it waits: for
/// [`crate::store::Builder::connections`].
///
/// Every process that opens a database has connections of its own; on Postgres they count against
/// the limits of server, database and role. Connections are opened when they are needed, and go
/// back when they have not been needed for a while.
///
/// ```
/// use std::time::Duration;
/// use gundb::store::Connections;
///
/// let few = Connections::default().writers_max(1).readers_max(1).queries_max(2).lock_timeout(Duration::from_secs(5));
/// # let _ = gundb::Gundb::builder().connections(few);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it says nothing until a builder gets it"]
pub struct Connections {
    pub(super) writers_max: u32,
    pub(super) readers_max: u32,
    pub(super) queries_max: u32,
    pub(super) acquire_timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) lock_timeout: Duration,
    pub(super) frozen_timeout: Duration,
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            writers_max: 2,
            readers_max: 4,
            queries_max: 8,
            acquire_timeout: Duration::from_secs(15),
            idle_timeout: Duration::from_secs(5),
            lock_timeout: Duration::from_secs(30),
            frozen_timeout: Duration::from_secs(10),
        }
    }
}

/// The shortest time there is: Postgres takes none at all for no limit.
const SHORTEST: Duration = Duration::from_millis(1);

impl Connections {
    /// Connections to write on, on Postgres: 2 unless said otherwise, of which appends need one.
    /// With one alone, appends of this process wait while it registers something or writes a chunk
    /// of a view. SQLite has one.
    pub fn writers_max(mut self, connections: u32) -> Self {
        self.writers_max = connections.max(1);
        self
    }

    /// Connections to read events from: 4 unless said otherwise. On SQLite all reads use them.
    pub fn readers_max(mut self, connections: u32) -> Self {
        self.readers_max = connections.max(1);
        self
    }

    /// Connections for queries of views and raw SQL, on Postgres: 8 unless said otherwise.
    pub fn queries_max(mut self, connections: u32) -> Self {
        self.queries_max = connections.max(1);
        self
    }

    /// How long a call waits for a connection, whether all are busy, the server has none left or
    /// does not answer: 15 seconds unless said otherwise.
    pub fn acquire_timeout(mut self, timeout: Duration) -> Self {
        self.acquire_timeout = timeout.max(SHORTEST);
        self
    }

    /// How long a connection to Postgres may be of no use before it is closed, and free for other
    /// processes: 5 seconds unless said otherwise. It is looked for as often, so that one goes
    /// after twice as long at the latest.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout.max(SHORTEST);
        self
    }

    /// How long a write waits for a lock that somebody else holds, the store's above all: 30
    /// seconds unless said otherwise.
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout.max(SHORTEST);
        self
    }

    /// How long Postgres lets a transaction of this process that writes wait for its next
    /// statement, before it ends the session: 10 seconds unless said otherwise. A process that is
    /// stopped, or whose machine is, holds others up no longer. The transaction is done again when
    /// the process goes on. On SQLite nobody can end it.
    pub fn frozen_timeout(mut self, timeout: Duration) -> Self {
        self.frozen_timeout = timeout.max(SHORTEST);
        self
    }
}
