//! Deciding on a stream's state.
//!
//! A command needs to know what happened so far. [`decide`](crate::Gundb::decide) folds the stream
//! into a state, asks a closure which events follow, and appends them if nobody else wrote to the
//! stream in between; else it begins again with the new state.
//!
//! ```
//! use gundb::aggregate::Decision;
//! use gundb::prelude::*;
//!
//! #[derive(Event)]
//! #[event(stream = "account")]
//! enum AccountEvent {
//!     Deposited { cents: i64 },
//!     Withdrawn { cents: i64 },
//! }
//!
//! #[derive(Stream, Default)]
//! #[stream(name = "account", event = AccountEvent)]
//! struct Account {
//!     balance: i64,
//! }
//!
//! impl Apply<AccountEvent> for Account {
//!     fn apply(&mut self, event: AccountEvent) {
//!         match event {
//!             AccountEvent::Deposited { cents } => self.balance += cents,
//!             AccountEvent::Withdrawn { cents } => self.balance -= cents,
//!         }
//!     }
//! }
//!
//! impl Account {
//!     fn withdraw(&self, cents: i64) -> Decision<AccountEvent> {
//!         if self.balance < cents {
//!             return Err(format!("only {} are left", self.balance).into());
//!         }
//!         Ok(vec![AccountEvent::Withdrawn { cents }])
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! let db = Gundb::open("sqlite::memory:").await?;
//! db.append("alice", Expect::New, [AccountEvent::Deposited { cents: 700 }]).await?;
//!
//! db.decide::<Account>("alice", |account| account.withdraw(500)).await?;
//! let again = db.decide::<Account>("alice", |account| account.withdraw(500)).await;
//! let refused = again.unwrap_err();
//! assert!(refused.is_user());
//! assert_eq!(refused.to_string(), "only 200 are left");
//! # Ok(())
//! # }
//! ```
//!
//! The closure has to be pure: it may run several times, at most
//! [`DECIDE_ATTEMPTS_MAX`](crate::aggregate::DECIDE_ATTEMPTS_MAX), and may not call the database.
//! No events, no append. Its own error comes back inside of [`Error`](crate::Error), from which
//! [`downcast`](crate::Error::downcast) takes it.
//!
//! Decide on the stream, and read from views: a view over other streams may change while you
//! decide. A decision holds against other writers of this database; nodes that are apart know
//! nothing of each other ([`replicate`](crate::guide::replicate)).
//!
//! # A decision that is tried again
//!
//! With an id, a decision is taken once: where the stream has an event of that id, the closure does
//! not run, and the answer is that of the first time.
//!
//! ```
//! # use gundb::prelude::*;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Deposited { cents: i64 } }
//! # #[derive(Stream, Default)]
//! # #[stream(name = "account", event = AccountEvent)]
//! # struct Account { balance: i64 }
//! # impl Apply<AccountEvent> for Account {
//! #     fn apply(&mut self, event: AccountEvent) {
//! #         let AccountEvent::Deposited { cents } = event;
//! #         self.balance += cents;
//! #     }
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let db = Gundb::open("sqlite::memory:").await?;
//! let request = uuid::Uuid::new_v4();
//! let deposit = |_: &Account| Ok(vec![AccountEvent::Deposited { cents: 5 }]);
//! for stored in [1, 0] {
//!     let decided = db.decide::<Account>("alice", deposit).id(request).actor("tina").await?;
//!     assert_eq!(decided.unwrap().stored(), stored);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # A decision over several streams
//!
//! Load each with [`load`](crate::Gundb::load), and append to all with the tokens that were loaded.
//! On [`is_conflict()`](crate::Error::is_conflict) load all of them again; a stream that the
//! decision does not read needs no load, and takes `Expect::Any`.
//!
//! ```
//! # use gundb::prelude::*;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Deposited { cents: i64 }, Withdrawn { cents: i64 } }
//! # #[derive(Stream, Default)]
//! # #[stream(name = "account", event = AccountEvent)]
//! # struct Account { balance: i64 }
//! # impl Apply<AccountEvent> for Account {
//! #     fn apply(&mut self, event: AccountEvent) {
//! #         match event {
//! #             AccountEvent::Deposited { cents } => self.balance += cents,
//! #             AccountEvent::Withdrawn { cents } => self.balance -= cents,
//! #         }
//! #     }
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let db = Gundb::open("sqlite::memory:").await?;
//! # db.append("alice", Expect::New, [AccountEvent::Deposited { cents: 300 }]).await?;
//! use gundb::store::Append;
//!
//! let giver = db.load::<Account>("alice").await?;
//! let taker = db.load::<Account>("bob").await?;
//! if giver.state.balance < 200 {
//!     return Err(gundb::Error::user("too little is left"));
//! }
//! let taken = [AccountEvent::Withdrawn { cents: 200 }];
//! let given = [AccountEvent::Deposited { cents: 200 }];
//! db.append_all(vec![
//!     Append::new("alice", Expect::At(giver.token), taken)?,
//!     Append::new("bob", Expect::At(taker.token), given)?,
//! ])
//! .await?;
//! assert_eq!(db.load::<Account>("bob").await?.state.balance, 200);
//! # Ok(())
//! # }
//! ```
