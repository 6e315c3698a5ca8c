//! Appending events.
//!
//! An append writes events to a stream and, in the same transaction, the rows of every view that
//! folds them. A stream is named by its type, which the events' enum says, and by a key.
//!
//! ```
//! use gundb::prelude::*;
//!
//! #[derive(Event)]
//! #[event(stream = "account")]
//! enum AccountEvent {
//!     Opened { owner: String },
//!     Deposited { cents: i64 },
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! let db = Gundb::open("sqlite::memory:").await?;
//! let opened = AccountEvent::Opened { owner: "Alice".into() };
//! let deposited = AccountEvent::Deposited { cents: 700 };
//! let done = db.append("alice", Expect::New, [opened, deposited]).await?;
//! assert_eq!((done.version(), done.stored()), (2, 2));
//! # Ok(())
//! # }
//! ```
//!
//! [`append`](crate::Gundb::append) gives back a call that is awaited; until then, ids and metadata
//! may be added to it.
//!
//! # Expectations
//!
//! | [`Expect`](crate::Expect) | the stream |
//! |---|---|
//! | `New` | has no event |
//! | `Exists` | has events |
//! | `Exact(n)` | has `n` events in this database |
//! | `At(token)` | has just the heads that an append or a load returned; valid on every node |
//! | `Any` | may be anything |
//!
//! Where an expectation does not hold, nothing is written, and the error brings the events that
//! were missed: all of them, or the last 100.
//!
//! ```
//! # use gundb::prelude::*;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Deposited { cents: i64 } }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let db = Gundb::open("sqlite::memory:").await?;
//! use gundb::store::Conflict;
//!
//! let at = db.append("alice", Expect::Any, [AccountEvent::Deposited { cents: 700 }]).await?;
//! db.append("alice", Expect::At(at.token()), [AccountEvent::Deposited { cents: 1 }]).await?;
//!
//! let late = [AccountEvent::Deposited { cents: 2 }];
//! let refused = db.append("alice", Expect::At(at.token()), late).await.unwrap_err();
//! assert!(refused.is_conflict());
//! assert_eq!(refused.detail::<Conflict>().unwrap().missed.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Stored once
//!
//! An event with an id is stored once in its stream, however often the request is repeated. The id
//! is looked up before the expectation, so a retry is answered as the first try was.
//!
//! ```
//! # use gundb::prelude::*;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Deposited { cents: i64 } }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let db = Gundb::open("sqlite::memory:").await?;
//! let id = uuid::Uuid::new_v4(); // from the request, say
//! for stored in [1, 0] {
//!     let deposit = [AccountEvent::Deposited { cents: 50 }];
//!     let done = db.append("alice", Expect::New, deposit).id(id).await?;
//!     assert_eq!((done.version(), done.stored()), (1, stored));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Several events take several ids ([`ids`](crate::store::AppendCall::ids)). A retry that says
//! something else under the id is refused, unless [the id is
//! enough](crate::store::AppendCall::id_is_enough).
//!
//! # Who and why
//!
//! ```
//! # use gundb::prelude::*;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Deposited { cents: i64 } }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let db = Gundb::open("sqlite::memory:").await?;
//! use gundb::store::Read;
//!
//! let deposit = [AccountEvent::Deposited { cents: 1 }];
//! db.append("alice", Expect::Any, deposit).actor("tina").correlation("request-17").await?;
//!
//! let mut events = db.read(Read::stream_of::<AccountEvent>("alice")).await?;
//! let event = events.next().await?.expect("it was just appended");
//! assert_eq!(event.event_type(), "account.deposited");
//! assert_eq!(event.payload(), r#"{"cents":1}"#);
//! assert_eq!(event.metadata()?.actor.as_deref(), Some("tina"));
//! # Ok(())
//! # }
//! ```
//!
//! # Several streams
//!
//! [`append_all`](crate::Gundb::append_all) writes to all of them in one transaction, or to none.
//! The types of its events have to be registered when the database is opened, by a view or by
//! themselves.
//!
//! ```
//! # use gundb::prelude::*;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Deposited { cents: i64 } }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! use gundb::store::Append;
//!
//! let db = Gundb::builder().events::<AccountEvent>().open("sqlite::memory:").await?;
//! let done = db
//!     .append_all(vec![
//!         Append::new("alice", Expect::New, [AccountEvent::Deposited { cents: 10 }])?,
//!         Append::new("bob", Expect::Any, [AccountEvent::Deposited { cents: 20 }])?,
//!     ])
//!     .await?;
//! assert_eq!(done.streams.len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # What an append may be refused for
//!
//! | [`Error`](crate::Error) | because |
//! |---|---|
//! | `is_conflict()` | the expectation did not hold: look at what was missed, and decide again |
//! | `is_invalid()` | the event does not fit its schema, a limit, or a view |
//! | `is_duplicate_id()` | the id belongs to an event that says something else |
//! | `is_not_unique()` | another row has a value that a view wants unique |
//! | `is_behind()` | a view with unique columns lacks too many events to know |
//! | `is_unavailable()` | the database could not be written: try again |
//! | `is_outcome_unknown()` | nobody knows whether it was stored: repeat it with the same ids |
//!
//! Nothing is stored then, except, perhaps, in the last case.
