//! The derives of GunDB: [`macro@Event`], [`macro@Field`], [`macro@Stream`], [`macro@View`].
//!
//! Applications take them from the library `gundb`, which defines the traits. Each derive goes the
//! same way: parse → model → validate → expand. Independent mistakes are reported together, each at
//! its token; after a mistake the type still gets an implementation, without content, so that
//! nothing else is reported.

mod event;
mod field;
mod meta;
mod names;
mod problems;
mod serde_attrs;
#[cfg(test)]
mod snapshots;
mod stream;
mod types;
mod view;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes an enum a set of events of one stream type, or a struct one event.
///
/// ```
/// use gundb::Event;
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Opened { owner: String },
///     #[event(name = "money_in", version = 2)]
///     Deposited { cents: i64 },
///     Closed,
/// }
///
/// let event = AccountEvent::Opened { owner: "Alice".into() };
/// assert_eq!(event.event_type(), "account.opened");
/// assert_eq!(event.to_payload()?, r#"{"owner":"Alice"}"#);
/// assert_eq!(AccountEvent::Deposited { cents: 1 }.event_type(), "account.money_in");
/// # Ok::<(), gundb::Error>(())
/// ```
///
/// | attribute | on | meaning |
/// |---|---|---|
/// | `stream = "…"` | enum, struct | stable name of the stream type; required |
/// | `name = "…"` | variant, struct | pins the stored name: with a dot it is the whole name, without one it follows `stream.` |
/// | `version = N` | variant, struct | schema version of the payload, from 1 |
///
/// **Stored names** are `stream.variant`, the variant in snake case (`HTTPRequestSent` →
/// `http_request_sent`). Pin a name before you rename a variant.
///
/// **Payloads** are JSON objects: the fields of a variant or struct in their order, `{}` without
/// fields, and the object of the struct inside for a variant like `Opened(Opened)`. That struct
/// implements `gundb::model::Field` (a struct that derives `Event` or `Field` does) and serde's
/// `Serialize` and `Deserialize`. Rules of views reach into it by `Opened.0.field`.
///
/// **serde's derives are not needed.** Its attributes count where they shape the fields: `rename`,
/// `alias`, `default`, `skip_serializing_if` (with `default`, or on an `Option`), `with`,
/// `serialize_with`, `deserialize_with`, `rename_all`, `rename_all_fields`, `deny_unknown_fields`.
/// What names or tags variants is ignored. Refused is what a payload can't be read back or
/// described with: `flatten`, `skip…`, `untagged`, `other`, `borrow`, `getter`, `remote`, `from`,
/// `try_from`, `into`, `transparent`, a `tag` on a struct, and names that differ between writing
/// and reading.
///
/// **Fields** have types that implement `gundb::model::Field`; one with `with` or its siblings may
/// have any type, and its schema accepts any JSON.
#[proc_macro_derive(Event, attributes(event, serde))]
pub fn derive_event(input: TokenStream) -> TokenStream {
    event::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Lets a struct, or an enum whose variants carry no data, be a field of an event.
///
/// ```
/// use gundb::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Field, Serialize, Deserialize)]
/// struct Address {
///     city: String,
///     zip: Option<String>,
/// }
///
/// #[derive(Field, Serialize, Deserialize, Debug, PartialEq)]
/// #[serde(rename_all = "snake_case")]
/// enum Status {
///     HalfOpen,
///     Open,
/// }
///
/// #[derive(Event)]
/// #[event(stream = "shop")]
/// struct Opened {
///     address: Address,
///     status: Status,
/// }
///
/// #[derive(View)]
/// #[view(table = "shops", event = Opened)]
/// struct ShopRow {
///     #[view(key)]
///     id: String,
///     #[view(set(Opened.address.city))]
///     city: String,
///     #[view(set(Opened.status), default = Status::Open)]
///     status: Status,
/// }
///
/// let open = ShopRow::query().filter(ShopRow::STATUS.eq(Status::Open));
/// # drop(open);
/// ```
///
/// It says what serde makes of the type, so the type also derives `Serialize` and `Deserialize`.
/// There are no attributes of its own; serde's count as they do for [`macro@Event`].
///
/// **A struct** has named fields, and becomes an object. Rules of views reach its fields by
/// `Event.field.inner`, through `Option` and `Box` too; null on the way gives null.
///
/// **An enum** becomes a string: serde's name of the variant (`rename`, `rename_all`). It is a view
/// column of text too: for `set` and `first`, as a constant, a default, a key, an element of a set,
/// and in filters. Its zero is the variant marked `#[default]`, else the first one. What an `alias`
/// reads is read from cells too.
///
/// Refused are generics, tuple structs and enums that carry data: implement `gundb::model::Field`
/// for these by hand, and say the schema.
#[proc_macro_derive(Field, attributes(serde))]
pub fn derive_field(input: TokenStream) -> TokenStream {
    field::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct or enum the state of a stream, on which commands are decided.
///
/// ```
/// use gundb::{Apply, Event, Stream};
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Deposited { cents: i64 },
/// }
///
/// #[derive(Stream, Default)]
/// #[stream(name = "account", event = AccountEvent)]
/// struct Account {
///     balance: i64,
/// }
///
/// impl Apply<AccountEvent> for Account {
///     fn apply(&mut self, event: AccountEvent) {
///         let AccountEvent::Deposited { cents } = event;
///         self.balance += cents;
///     }
/// }
/// ```
///
/// | attribute | meaning |
/// |---|---|
/// | `name = "…"` | stream type; the compiler checks that the events have the same; required |
/// | `event = Type` | type of the events; required |
#[proc_macro_derive(Stream, attributes(stream))]
pub fn derive_stream(input: TokenStream) -> TokenStream {
    stream::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct with named fields the row of a view table.
///
/// ```
/// use gundb::{Event, View};
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Opened { owner: String },
///     Deposited { cents: i64 },
///     Closed,
/// }
///
/// #[derive(View)]
/// #[view(table = "accounts", event = AccountEvent)]
/// struct AccountRow {
///     #[view(key)]
///     id: String,
///     #[view(set(Opened.owner), index)]
///     owner: String,
///     #[view(add(Deposited.cents))]
///     balance: i64,
///     #[view(set(Opened = true, Closed = false))]
///     open: bool,
/// }
///
/// assert_eq!(AccountRow::BALANCE.name(), "balance");
/// ```
///
/// Each field has a constant in capitals, a `gundb::view::TypedColumn`, as visible as the field.
/// Rules name events and fields as Rust does, not as they are stored; the compiler checks that they
/// exist and fit. `Opened` is a struct of `event = …` or a variant of one of its enums; where two
/// enums have it, say which: `AccountEvent::Opened.owner`.
///
/// | attribute of the struct | meaning |
/// |---|---|
/// | `table = "…"` | name of the table: a-z, 0-9 and _; required |
/// | `event = Type` or `event = (TypeA, TypeB)` | the events: enums, structs, or both; required |
/// | `version = N` | version of the definition, from 1; only a higher one replaces a table |
/// | `delete(Event, …)` | events that remove the row |
/// | `creates(Event, …)` | events that begin a removed row afresh; later ones are ignored else |
/// | `fold` | columns without a rule are folded by code: `impl gundb::view::Fold<Event>` for the struct, for each type of `event` |
/// | `key(Event.field, day(Event.field), …)` | one row of many streams: the parts of its key, for the fields marked `key`, in order |
///
/// | attribute of a field | meaning | type of the field |
/// |---|---|---|
/// | `key` | the stream's key, or the next part of the struct's `key(…)` | `String`; any column type but `Option` |
/// | `key(Event.field, …)` | part of the key of a row of many streams, one entry an event | any column type but `Option` |
/// | `key(day(Event.field), …)` | the same, the UTC day of a time | `jiff::civil::Date` |
/// | `set(Event.field, Event = constant, …)` | the last value; null clears | any column type |
/// | `first(Event.field, Event = constant, …)` | the first value that is not null | any column type |
/// | `add(Event.field, Event = constant, …)` | the sum: of whole numbers modulo 2^64, of decimals exact; null is skipped | `i64`, `Decimal` |
/// | `sub(Event.field, Event = constant, …)` | the same, less each number | `i64`, `Decimal` |
/// | `count(Event, …)` | how many events | `i64` |
/// | `min(Event.field, Event = constant, …)` | the least value that is not null | integers, floats, `Decimal`, `String`, times, dates, or `Option` of these |
/// | `max(Event.field, Event = constant, …)` | the greatest value that is not null | integers, floats, `Decimal`, `String`, times, dates, or `Option` of these |
/// | `latest(Event.at, Event.value)` | the value of the greatest time; of equal times the last one; null clears; an event without a time is skipped | any column type |
/// | `insert(Event.field, Event = constant, …)` | an add-wins set: puts elements in; what is put in elsewhere meanwhile stays | `BTreeSet<T>`, `Vec<T>` |
/// | `remove(Event.field, Event = constant, …)` | the same set: takes out what its writer had seen there | `BTreeSet<T>`, `Vec<T>` |
/// | `siblings(Event.field, Event = constant, …)` | every value that no later writer had seen; null clears those that its writer had seen | `gundb::Siblings<T>` |
/// | `created_at`, `updated_at` | recorded time of the first, the last event | `jiff::Timestamp`, or an `Option` of it |
/// | `version` | how many events the row holds | `i64` |
/// | `clock` | vector clock, as JSON by origin | `String`, or an `Option` of it |
/// | `default = constant` | what the column holds before an event says otherwise: a literal (text for a `Decimal` too), or the path of a `const` | any but keys and GunDB's own |
/// | `index` | an index on the column | no JSON |
/// | `unique` | appends here are refused that would give two rows the same cell | no JSON; `set`, `first` and `latest` of fields only |
/// | `name = "…"` | name of the column, else the field's | |
///
/// A field of an event may be in a struct: `Event.address.city`, through `Option` and `Box` too, or
/// `Event.0.owner` in a variant around a struct; null on the way gives null.
///
/// A constant is a literal, the path of a `const`, or `None` where null says something (`set`,
/// `siblings`): `sub(Enrolled = 1)` takes one off for each event. In a set it is an element.
///
/// A field has a key, or rules, or one of GunDB's own columns, or with `fold` nothing; in one
/// column an event has one rule. `insert` and `remove`, `siblings`, and `latest` share a column
/// with no other rule. `latest` takes two operands of each event, and its value may be a constant:
/// `latest(Moved.at, Moved.city, Left.at, Left = "")`.
///
/// A row of many streams takes `set`, `first`, `add`, `sub`, `count`, `min`, `max`, `latest`,
/// `insert` and `remove`, one kind in a column, and GunDB's own columns; no `siblings` and no code,
/// because they need what writers had seen of the row, or an order. Beside both `delete` and
/// `creates` it takes `set`, `insert` and `remove` only: a deletion that comes late takes its part
/// out of them.
///
/// ```
/// use std::collections::BTreeSet;
///
/// use gundb::view::{Fold, Moment};
/// use gundb::{Decimal, Event, Siblings, View};
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Opened { email: String },
///     Tagged { tag: String },
///     Untagged { tag: String },
///     Paid { amount: Decimal },
///     Closed,
/// }
///
/// #[derive(View)]
/// #[view(table = "accounts", event = AccountEvent, delete(Closed), creates(Opened), fold)]
/// struct AccountRow {
///     #[view(key)]
///     id: String,
///     #[view(set(Opened.email), unique, default = "nobody@example.org")]
///     email: String,
///     #[view(siblings(Opened.email))]
///     emails: Siblings<String>,
///     #[view(insert(Tagged.tag), remove(Untagged.tag))]
///     tags: BTreeSet<String>,
///     #[view(max(Paid.amount))]
///     most: Option<Decimal>,
///     #[view(default = "0.00")]
///     paid: Decimal,
/// }
///
/// impl Fold<AccountEvent> for AccountRow {
///     fn fold(&mut self, event: &AccountEvent, _: &Moment) {
///         if let AccountEvent::Paid { amount } = event {
///             self.paid += *amount;
///         }
///     }
/// }
/// ```
#[proc_macro_derive(View, attributes(view))]
pub fn derive_view(input: TokenStream) -> TokenStream {
    view::derive(&parse_macro_input!(input as DeriveInput)).into()
}
