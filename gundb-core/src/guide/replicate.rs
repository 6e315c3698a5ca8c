//! Bringing databases together.
//!
//! Every node writes at any time to its own database. Two that meet exchange the events that the
//! other lacks; nodes that hold the same events show the same rows, in whatever order those came.
//!
//! ```
//! use gundb::prelude::*;
//! use gundb::transport::sync;
//!
//! #[derive(Event)]
//! #[event(stream = "account")]
//! enum AccountEvent {
//!     Opened { owner: String },
//!     Deposited { cents: i64 },
//! }
//!
//! #[derive(View)]
//! #[view(table = "accounts", event = AccountEvent)]
//! struct AccountRow {
//!     #[view(key)]
//!     id: String,
//!     #[view(siblings(Opened.owner))]
//!     owners: gundb::Siblings<String>,
//!     #[view(add(Deposited.cents))]
//!     balance: i64,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! let ship = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
//! let shore = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
//! ship.append("alice", Expect::Any, [AccountEvent::Deposited { cents: 500 }]).await?;
//! let at = shore.append("alice", Expect::Any, [AccountEvent::Deposited { cents: 700 }]).await?;
//!
//! let report = sync(&ship, &shore).await?;
//! assert_eq!((report.there.records, report.back.records), (1, 1));
//! for db in [&ship, &shore] {
//!     assert_eq!(db.get::<AccountRow>("alice").await?.unwrap().balance, 1200);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A meeting may be cut at any moment, and repeated as often as one likes. Any connected set of
//! meetings works: a node passes on what it got from others.
//!
//! # What both wrote at the same time
//!
//! Rows are folded in an order that is the same on every node, and in which an event comes after
//! all that its writer had seen.
//!
//! | rule | what two writers who knew nothing of each other leave |
//! |---|---|
//! | `set` | the value of the event that is last in that order |
//! | `add`, `sub`, `count`, `min`, `max` | what all events come to; none is lost |
//! | `insert`, `remove` | an element that one inserts while the other removes it stays |
//! | `siblings` | both values, until an event decides |
//! | `delete` | no row; what is lost with it is listed |
//!
//! What people should look at is listed, the same on every node, and is gone with the event that
//! resolves it:
//!
//! ```
//! # use gundb::prelude::*;
//! # use gundb::transport::sync;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Opened { owner: String } }
//! # #[derive(View)]
//! # #[view(table = "accounts", event = AccountEvent)]
//! # struct AccountRow {
//! #     #[view(key)]
//! #     id: String,
//! #     #[view(siblings(Opened.owner))]
//! #     owners: gundb::Siblings<String>,
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let ship = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
//! # let shore = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
//! ship.append("alice", Expect::Any, [AccountEvent::Opened { owner: "Ann".into() }]).await?;
//! shore.append("alice", Expect::Any, [AccountEvent::Opened { owner: "Bob".into() }]).await?;
//! sync(&ship, &shore).await?;
//! let row = ship.get::<AccountRow>("alice").await?.unwrap();
//! assert_eq!(row.owners.values().count(), 2);
//! let found = shore.contradictions().await?;
//! assert_eq!((found[0].kind.as_str(), found[0].row.as_str()), ("siblings", r#"["alice"]"#));
//!
//! shore.append("alice", Expect::Any, [AccountEvent::Opened { owner: "Ann & Bob".into() }]).await?;
//! sync(&ship, &shore).await?;
//! assert!(ship.contradictions().await?.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # To read what was written elsewhere
//!
//! The token of an append means the same on every node.
//!
//! ```
//! # use gundb::prelude::*;
//! # use gundb::transport::sync;
//! # use std::time::Duration;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Deposited { cents: i64 } }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let ship = Gundb::open("sqlite::memory:").await?;
//! # let shore = Gundb::open("sqlite::memory:").await?;
//! let at = shore.append("alice", Expect::Any, [AccountEvent::Deposited { cents: 700 }]).await?;
//! assert_eq!(ship.missing_heads(&at.token()).await?.len(), 1);
//! sync(&ship, &shore).await?;
//! ship.wait_for(&at.token(), Duration::from_secs(5)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Other carriers
//!
//! [`sync`](crate::transport::sync) joins two databases that one process has opened. Whatever else
//! carries bytes drives the same [`Session`](crate::replication::protocol::Session) over the same
//! two traits, [`EventSource`](crate::replication::EventSource) and
//! [`EventSink`](crate::replication::EventSink).
//!
//! # What can't be promised
//!
//! Who may always write can't be sure of what others write at the same time. A balance that never
//! goes below zero, or a name that is unique, holds against other writers of the same database;
//! after a meeting it may be broken, and is then seen and listed. Split the right beforehand, or
//! send the decision to one owner of the stream.
