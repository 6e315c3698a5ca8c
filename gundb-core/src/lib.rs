//! GunDB: an SQL-backed, ORM-style event sourcing toolkit.
//!
//! Events, streams and views are plain structs with derives; events go into SQLite or Postgres with
//! vector clocks beside the rows, and view tables change in the same transaction as the events they
//! come from.
//!
//! The package is `gundb-core`, the library `gundb`; an application needs tokio beside it:
//!
//! ```toml
//! [dependencies]
//! gundb = { package = "gundb-core", path = "../gundb/gundb-core" }
//! tokio = { version = "1.50", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! `docs/setup.md` in the repository has versions and features, `docs/guide` begins with the first model.
//!
//! ```
//! use gundb::prelude::*;
//!
//! #[derive(Event)]
//! #[event(stream = "account")]
//! enum AccountEvent {
//!     Opened { owner: String },
//!     Deposited { cents: i64 },
//!     Withdrawn { cents: i64 },
//! }
//!
//! #[derive(View)]
//! #[view(table = "accounts", event = AccountEvent)]
//! struct AccountRow {
//!     #[view(key)]
//!     id: String,
//!     #[view(set(Opened.owner), index)]
//!     owner: String,
//!     #[view(add(Deposited.cents), sub(Withdrawn.cents))]
//!     balance: i64,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! let db = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
//! let opened = AccountEvent::Opened { owner: "Alice".into() };
//! db.append("alice", Expect::New, [opened, AccountEvent::Deposited { cents: 700 }]).await?;
//! let rich = AccountRow::query().filter(AccountRow::BALANCE.gt(500)).all(&db).await?;
//! assert_eq!(rich[0].owner, "Alice");
//! # Ok(())
//! # }
//! ```

// Derived code names `::gundb`; inside this crate that is ourselves.
extern crate self as gundb;

#[doc(hidden)]
pub mod __private;
pub mod aggregate;
pub mod clock;
mod error;
mod fold;
pub mod model;
pub mod prelude;
pub mod replication;
mod sql;
pub mod store;
pub mod transport;
pub mod view;

pub use aggregate::{Apply, Stream};
pub use error::{Error, Result};
pub use gundb_derive::{Event, Field, Stream, View};
pub use model::{Bytes, Event, Expect, Field, Json, Metadata, NewEvent, Siblings, Token};
pub use rust_decimal::Decimal;
pub use store::{Appended, Builder, Gundb};
pub use view::View;
