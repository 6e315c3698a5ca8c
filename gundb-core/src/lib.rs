//! GunDB: an SQL-backed, ORM-style event sourcing toolkit.
//!
//! Events, streams and views are plain structs and enums with derives. Events go into SQLite or
//! Postgres; views are ordinary SQL tables, which change in the same transaction as the events they
//! come from. Every node writes at any time to its own database; nodes that meet exchange events,
//! and show the same rows.
//!
//! # Install
//!
//! The package is `gundb-core`, the library `gundb`. It is not on crates.io yet: clone the
//! repository beside your project. An application needs tokio beside it:
//!
//! ```toml
//! [dependencies]
//! gundb = { package = "gundb-core", path = "../gundb/gundb-core" }
//! tokio = { version = "1.50", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! SQLite is built in, which takes a C compiler. `docs/setup.md` in the repository has versions and
//! features.
//!
//! # An example
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
//!
//! `sqlite://bank.db` keeps it in a file, `postgres://…` on a server.
//!
//! # Where to read on
//!
//! | task | page | begins with |
//! |---|---|---|
//! | write events | [`guide::append`] | [`Gundb::append`] |
//! | decide on what happened so far | [`guide::decide`] | [`Gundb::decide`] |
//! | ask views, in Rust or SQL | [`guide::query`] | [`View::query`], [`Gundb::sql`] |
//! | change events and views | [`guide::evolve`] | [`Gundb::views`] |
//! | bring databases together | [`guide::replicate`] | [`transport::sync`] |
//!
//! What the derives take is said where they are: [`Event`](derive@Event), [`View`](derive@View),
//! [`Stream`](derive@Stream), [`Field`](derive@Field). Words are in the
//! [glossary](guide::glossary). Errors are of one type, [`Error`], which answers questions such as
//! [`is_conflict()`](Error::is_conflict).

// Derived code names `::gundb`; inside this crate that is ourselves.
extern crate self as gundb;

#[doc(hidden)]
pub mod __private;
pub mod aggregate;
pub mod clock;
mod error;
mod fold;
pub mod guide;
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
