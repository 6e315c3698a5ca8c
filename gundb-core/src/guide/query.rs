//! Asking views.
//!
//! A view is an ordinary table with typed columns. [`View::query`](crate::View::query) asks it in
//! Rust, and any SQL client may read it as well. A query means the same on SQLite and on Postgres.
//!
//! ```
//! use gundb::prelude::*;
//!
//! #[derive(Event)]
//! #[event(stream = "account")]
//! enum AccountEvent {
//!     Opened { owner: String, city: Option<String> },
//!     Deposited { cents: i64 },
//! }
//!
//! #[derive(View)]
//! #[view(table = "accounts", event = AccountEvent)]
//! struct AccountRow {
//!     #[view(key)]
//!     id: String,
//!     #[view(set(Opened.owner), index)]
//!     owner: String,
//!     #[view(set(Opened.city))]
//!     city: Option<String>,
//!     #[view(add(Deposited.cents), index)]
//!     balance: i64,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! let db = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
//! for (owner, city, cents) in [("Ann", Some("Bern"), 300), ("Bob", None, 200)] {
//!     let opened = AccountEvent::Opened { owner: owner.into(), city: city.map(Into::into) };
//!     db.append(owner, Expect::New, [opened, AccountEvent::Deposited { cents }]).await?;
//! }
//!
//! let row: Option<AccountRow> = db.get::<AccountRow>("Ann").await?; // by key
//! assert_eq!(row.unwrap().balance, 300);
//!
//! let rich = AccountRow::BALANCE.ge(200) & !AccountRow::OWNER.starts_with("B");
//! let query = AccountRow::query().filter(rich | AccountRow::CITY.is_null());
//! let rows = query.order_by(AccountRow::BALANCE.desc()).limit(20).all(&db).await?;
//! assert_eq!(rows.iter().map(|row| row.owner.as_str()).collect::<Vec<_>>(), ["Ann", "Bob"]);
//! # Ok(())
//! # }
//! ```
//!
//! Every field has a constant of its type in capitals. A value of another type, or a filter of
//! another view, does not compile.
//!
//! | instead of | write |
//! |---|---|
//! | `a = 1 AND (b > 2 OR NOT c)` | `A.eq(1) & (B.gt(2) \| !C.eq(true))` |
//! | `BETWEEN`, `IN`, `NOT IN` | `between(1, 9)`, `is_in([1, 2])`, `not_in([1, 2])` |
//! | `IS NULL` | `is_null()`, or `eq(None)` |
//! | `LIKE 'A%'` | `starts_with("A")`; also `contains`, `like` |
//! | `ORDER BY a DESC, b LIMIT 20` | `order_by(A.desc()).order_by(B.asc()).limit(20)` |
//!
//! Null is SQL's: a comparison with a null cell is neither true nor false.
//!
//! # Pages, totals, groups
//!
//! A cursor says after which row a page begins, so the hundredth page is as fast as the first. It
//! belongs to its view and order; filters may change.
//!
//! ```
//! # use gundb::prelude::*;
//! # #[derive(Event)]
//! # #[event(stream = "account")]
//! # enum AccountEvent { Opened { city: Option<String> }, Deposited { cents: i64 } }
//! # #[derive(View)]
//! # #[view(table = "accounts", event = AccountEvent)]
//! # struct AccountRow {
//! #     #[view(key)]
//! #     id: String,
//! #     #[view(set(Opened.city))]
//! #     city: Option<String>,
//! #     #[view(add(Deposited.cents), index)]
//! #     balance: i64,
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> gundb::Result<()> {
//! # let db = Gundb::builder().view::<AccountRow>().open("sqlite::memory:").await?;
//! # let accounts = [("ann", Some("Bern"), 300), ("bob", None, 200), ("cleo", Some("Oslo"), 100)];
//! # for (key, city, cents) in accounts {
//! #     let opened = AccountEvent::Opened { city: city.map(Into::into) };
//! #     db.append(key, Expect::New, [opened, AccountEvent::Deposited { cents }]).await?;
//! # }
//! let query = AccountRow::query().order_by(AccountRow::BALANCE.desc()).limit(2);
//! let page = query.page(&db).await?;
//! let cursor = page.next.expect("there is a third row").to_string(); // into a URL, say
//! let second = query.clone().after(cursor.parse()?).page(&db).await?;
//! assert_eq!(second.rows[0].id, "cleo");
//! assert!(second.next.is_none());
//!
//! let all = AccountRow::query();
//! assert_eq!(all.count(&db).await?, 3);
//! assert_eq!(all.sum(&db, AccountRow::BALANCE).await?, 600);
//! assert_eq!(all.max(&db, AccountRow::BALANCE).await?, Some(300));
//! let by_city = all.group_by(AccountRow::CITY).sum(&db, AccountRow::BALANCE).await?;
//! assert_eq!(by_city[0], (None, 200)); // null comes first
//! let ids: Vec<String> = all.select(AccountRow::ID).all(&db).await?;
//! assert_eq!(ids, ["ann", "bob", "cleo"]);
//!
//! let mut rows = all.stream(&db);
//! while let Some(row) = rows.next().await? {
//!     println!("{} {}", row.id, row.balance); // page by page, in bounded memory
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # SQL of your own
//!
//! [`Gundb::sql`](crate::Gundb::sql) reads with any SQL, and writes nothing; `?` is a bind on both
//! databases. [`Filter::raw`](crate::view::Filter::raw) is a condition in SQL.
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
//! # db.append("ann", Expect::New, [AccountEvent::Deposited { cents: 300 }]).await?;
//! # db.append("bob", Expect::New, [AccountEvent::Deposited { cents: 125 }]).await?;
//! use gundb::view::Filter;
//!
//! let sql = "SELECT id, balance FROM accounts WHERE balance > ? ORDER BY id";
//! let rows: Vec<(String, i64)> = db.sql(sql).bind(150).fetch().await?;
//! assert_eq!(rows, [("ann".to_owned(), 300)]);
//!
//! let round = Filter::raw("balance % ? = 0", [100]);
//! assert_eq!(AccountRow::query().filter(round).count(&db).await?, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Where the answer is not there yet
//!
//! A view that is new, or was left behind by a program without its code, catches up. A query of it
//! folds what is missing if that is little, and is an error with
//! [`is_behind()`](crate::Error::is_behind) if it is much: see [`evolve`](crate::guide::evolve). To
//! see on one node what was written on another, [wait for its token](crate::Gundb::wait_for).
