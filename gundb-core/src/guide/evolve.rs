//! Changing events and views.
//!
//! Events stay for ever; what is derived from them may change every week. A raised version of a
//! view is folded from the first event on, in a table beside the old one, while appends and readers
//! go on; then it takes the old one's name.
//!
//! Here, `Deposited` was renamed and got a field, an event type is new, and the view got a column:
//!
//! ```
//! # mod before {
//! #     use gundb::prelude::*;
//! #     #[derive(Event)]
//! #     #[event(stream = "account")]
//! #     pub enum AccountEvent { Opened { owner: String }, Deposited { cents: i64 } }
//! #     #[derive(View)]
//! #     #[view(table = "accounts", event = AccountEvent)]
//! #     pub struct AccountRow {
//! #         #[view(key)]
//! #         pub id: String,
//! #         #[view(add(Deposited.cents))]
//! #         pub balance: i64,
//! #     }
//! # }
//! use gundb::prelude::*;
//!
//! #[derive(Event)]
//! #[event(stream = "account")]
//! enum AccountEvent {
//!     Opened { owner: String },
//!     #[event(name = "deposited", version = 2)]
//!     PaidIn {
//!         cents: i64,
//!         #[serde(default)]
//!         note: String,
//!     },
//!     Frozen,
//! }
//!
//! #[derive(View)]
//! #[view(table = "accounts", event = AccountEvent, version = 2)]
//! struct AccountRow {
//!     #[view(key)]
//!     id: String,
//!     #[view(add(PaidIn.cents))]
//!     balance: i64,
//!     #[view(set(Opened.owner), index)]
//!     owner: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let directory = tempfile::tempdir().expect("a directory can be made");
//! # let file = format!("sqlite://{}/bank.db", directory.path().display());
//! # let url = file.as_str();
//! # let old = Gundb::builder().view::<before::AccountRow>().open(url).await?;
//! # let opened = before::AccountEvent::Opened { owner: "Alice".into() };
//! # let deposited = before::AccountEvent::Deposited { cents: 7 };
//! # old.append("alice", Expect::New, [opened, deposited]).await?;
//! let db = Gundb::builder().view::<AccountRow>().open(url).await?;
//! db.wait_until_caught_up("accounts").await?;
//! let row = db.get::<AccountRow>("alice").await?.expect("it was opened before");
//! assert_eq!((row.owner.as_str(), row.balance), ("Alice", 7));
//! # Ok(())
//! # }
//! ```
//!
//! | change | what to do |
//! |---|---|
//! | a new field of an event | an `Option`, or `#[serde(default)]`; `version = N + 1` on it |
//! | a new event type | nothing |
//! | another name of a variant | `name = ".."` with the stored name |
//! | another name of a field | `#[serde(rename = "..")]` with the stored name |
//! | another type of a field | a wider one of its kind is read; else take a new field |
//! | a new column, another rule, a column goes | `version = N + 1` on the view |
//! | another name of a column's field | `#[view(name = "..")]` with the column's name |
//!
//! The same version with another definition is an error when the database is opened
//! ([`is_definition()`](crate::Error::is_definition)): nothing changes a table silently. So is a
//! type of events that does not read what the database has in the same version.
//!
//! # What happens meanwhile
//!
//! A store with few events has the new table when [`open`](crate::Builder::open) returns. Else it
//! is folded in the background, chunk by chunk; killed in the middle, it goes on after the last
//! chunk.
//!
//! | [`ViewState`](crate::store::ViewState) | the table |
//! |---|---|
//! | `Live` | changes in the transaction of the events |
//! | `Stale` | the same; a newer version is being folded beside it |
//! | `CatchingUp` | is folded, chunk by chunk |
//! | `Behind` | lacks events that a program without the view's code appended |
//!
//! ```
//! # use gundb::prelude::*;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Deposited { cents: i64 } }
//! # #[derive(View)]
//! # #[view(table = "accounts", event = AccountEvent)]
//! # struct AccountRow {
//! #     #[view(key)]
//! #     id: String,
//! #     #[view(add(Deposited.cents))]
//! #     balance: i64,
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let db = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
//! use gundb::store::ViewState;
//!
//! for view in db.views().await? {
//!     let table = &view.description.table;
//!     println!("{table} is {}: {} of {}", view.state, view.position, view.last_position);
//!     assert_eq!(view.state, ViewState::Live);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A program of the older version goes on appending, and what it appends goes into the new table,
//! too; its typed reads of the view become an error, and its next `open` is refused. So bring the
//! new program to every machine before the first one of them opens the database.
//!
//! # Folds by hand, and repairs
//!
//! Columns without a rule are left to application code ([`Fold`](crate::view::Fold)).
//! It has to be pure, which [`converges`](crate::view::converges) tests. Where it panics, the event
//! is skipped for that view, and listed; repair the code and open the database again.
//! [`rebuild_view`](crate::Gundb::rebuild_view) folds a table from nothing, and
//! [`verify`](crate::Gundb::verify) compares each table with its events.
