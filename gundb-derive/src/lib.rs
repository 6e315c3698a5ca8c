//! The derives of GunDB: [`macro@Event`], [`macro@Stream`], [`macro@View`].
//!
//! Applications take them from the library `gundb`, which defines the traits. Each derive goes the
//! same way: parse → model → validate → expand. Independent mistakes are reported together, each at
//! its token; after a mistake the type still gets an implementation, without content, so that nothing
//! else is reported.

mod event;
mod field;
mod meta;
mod names;
mod problems;
mod serde_attrs;
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
/// implements `gundb::model::Field` (a struct that derives `Event` does) and serde's `Serialize`
/// and `Deserialize`. Rules of views need named fields: they can't look into it.
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

/// Lets a struct or an enum of unit variants be a field of an event.
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
/// exist and fit.
///
/// | attribute of the struct | meaning |
/// |---|---|
/// | `table = "…"` | name of the table: a-z, 0-9 and _; required |
/// | `event = Enum` or `event = Struct` or `event = (StructA, StructB)` | the events; required |
/// | `version = N` | version of the definition, from 1; only a higher one replaces a table |
/// | `delete(Event, …)` | events that remove the row |
/// | `key(Event.field, day(Event.field), …)` | one row of many streams: the parts of its key, for the fields marked `key`, in order |
///
/// | attribute of a field | meaning | type of the field |
/// |---|---|---|
/// | `key` | the stream's key, or the next part of the struct's `key(…)` | `String`; any column type but `Option` |
/// | `key(Event.field, …)` | part of the key of a row of many streams, one entry an event | any column type but `Option` |
/// | `key(day(Event.field), …)` | the same, the UTC day of a time | `jiff::civil::Date` |
/// | `set(Event.field, Event = constant, …)` | the last value; a constant is a literal, a `const`, or `None` | any column type |
/// | `first(Event.field, …)` | the first value that is not null | any column type |
/// | `add(Event.field, …)`, `sub(Event.field, …)` | the sum, the difference | `i64` |
/// | `count(Event, …)` | how many events | `i64` |
/// | `created_at`, `updated_at` | recorded time of the first, the last event | `jiff::Timestamp`, or an `Option` of it |
/// | `version` | how many events the row holds | `i64` |
/// | `clock` | vector clock, as JSON by origin | `String`, or an `Option` of it |
/// | `index` | an index on the column | |
/// | `name = "…"` | name of the column, else the field's | |
///
/// A field has a key, or rules, or one of GunDB's own columns; in one column an event has one rule.
/// A row of many streams takes `add`, `sub`, `count` and GunDB's own columns, because other rules
/// depend on an order that many streams don't have.
#[proc_macro_derive(View, attributes(view))]
pub fn derive_view(input: TokenStream) -> TokenStream {
    view::derive(&parse_macro_input!(input as DeriveInput)).into()
}
