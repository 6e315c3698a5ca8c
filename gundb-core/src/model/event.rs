//! The trait that `#[derive(Event)]` implements, and events on their way into a store.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use uuid::Uuid;

use super::describe::StreamDescription;
use super::metadata::Metadata;
use super::schema::Schema;
use crate::error::Result;

/// A Rust type whose values are events of one stream type; derive it.
///
/// An enum stands for several event types, a struct for one.
///
/// ```
/// use gundb::prelude::*;
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Opened { owner: String },
///     Closed,
/// }
///
/// assert_eq!(AccountEvent::Closed.event_type(), "account.closed");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "derive `gundb::Event` for it, and say its stream type"
)]
pub trait Event: Sized + Send + Sync + 'static {
    /// Stable name of the stream type.
    const STREAM_TYPE: &'static str;

    /// Names of its variants in Rust, by which views of several types find one.
    #[doc(hidden)]
    const VARIANTS: &'static [&'static str] = &[];

    /// Its event types as data.
    fn describe() -> StreamDescription;

    /// Stable name of this value's event type.
    fn event_type(&self) -> &'static str;

    /// The payload: the text of a JSON object.
    ///
    /// # Errors
    /// A field that serde can't write, a float that is not finite.
    fn to_payload(&self) -> Result<String>;

    /// Reads an event back; `None` where the event type is not one of this Rust type.
    ///
    /// # Errors
    /// A payload that serde can't read.
    fn from_payload(event_type: &str, payload: &str) -> Result<Option<Self>>;
}

/// Which stream: its type and its key. Two parts make the stream's id, and there won't be a third.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamRef {
    /// Stable name of the stream type.
    pub stream_type: String,
    /// Key of the one thing that the stream is about.
    pub key: String,
}

impl StreamRef {
    /// The stream of a type and a key.
    pub fn new(stream_type: impl Into<String>, key: impl Into<String>) -> Self {
        Self { stream_type: stream_type.into(), key: key.into() }
    }
}

impl std::fmt::Display for StreamRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.stream_type, self.key)
    }
}

/// An event to be appended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NewEvent {
    /// Stable name of the event type.
    pub event_type: String,
    /// Text of a JSON object; stored, hashed and forwarded verbatim.
    pub payload: String,
    /// Makes the append idempotent: what is stored under an id is not stored again.
    pub id: Option<Uuid>,
    /// When the id says that the event is stored already.
    pub id_rule: IdRule,
    /// Who, why, and caused by what.
    pub metadata: Metadata,
    /// Version and shape of the payload, where a Rust type says it; else the newest that the
    /// catalog knows.
    pub(crate) schema: Option<Arc<(u32, Schema)>>,
    /// The version that it was written with, where it comes from another store.
    pub(crate) version: Option<u32>,
}

impl NewEvent {
    /// An event of JSON text, for callers without a Rust type for it.
    pub fn json(event_type: impl Into<String>, payload: impl Into<String>) -> Self {
        Self {
            event_type: event_type.into(),
            payload: payload.into(),
            id: None,
            id_rule: IdRule::default(),
            metadata: Metadata::default(),
            schema: None,
            version: None,
        }
    }

    /// An event of a Rust value.
    ///
    /// # Errors
    /// What [`Event::to_payload`] refuses.
    pub fn typed<E: Event>(event: &E) -> Result<Self> {
        let event_type = event.event_type();
        let schema = schemas::<E>().get(event_type).cloned();
        Ok(Self { schema, ..Self::json(event_type, event.to_payload()?) })
    }

    /// With a caller's id, which makes the append idempotent: the same id with the same type and
    /// payload is stored once in a stream, and the second append is answered as the first one was.
    /// An id counts inside one stream: two streams with one id store two events. Another type or
    /// payload is refused ([`crate::Error::is_duplicate_id`]), unless [the id is
    /// enough](NewEvent::id_is_enough). Metadata is not compared.
    ///
    /// A retry at *another* node, before the two have met, is the same fact only if its payload is
    /// the same text: maps in such events are `BTreeMap`s, not `HashMap`s.
    #[must_use]
    pub fn with_id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// Lets its id alone say that it is stored already, whatever its payload says: for a retry that
    /// can't repeat the payload, as where it has the time of the try in it. See
    /// [`IdRule::IdIsEnough`].
    ///
    /// ```
    /// # use gundb::prelude::*;
    /// # use gundb::model::StreamRef;
    /// # #[derive(Event)]
    /// # #[event(stream = "account")]
    /// # enum AccountEvent { Deposited { cents: i64, at: i64 } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> gundb::Result<()> {
    /// # let db = Gundb::builder().events::<AccountEvent>().open("sqlite::memory:").await?;
    /// # let (request, alice) = (uuid::Uuid::nil(), || StreamRef::new("account", "alice"));
    /// for at in [1, 2] {
    ///     let deposit = NewEvent::typed(&AccountEvent::Deposited { cents: 5, at })?;
    ///     db.append_events(alice(), Expect::Any, vec![deposit.with_id(request).id_is_enough()]).await?;
    /// }
    /// assert_eq!(db.stream(&alice()).await?.unwrap().version, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn id_is_enough(mut self) -> Self {
        self.id_rule = IdRule::IdIsEnough;
        self
    }

    /// Written with a version of its event type's schema, in a store that it is copied from. Its
    /// payload is checked by that version, where the database has it; one from before the
    /// database's first version is taken as it is, as a received event is.
    #[must_use]
    pub fn with_schema_version(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }

    /// With metadata.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }
}

/// When a caller's id says that an event is stored already. A rule for appends to this store, which
/// travels nowhere: what two nodes stored under one id of a stream before they met is one fact
/// where type and payload are the same; else both fold, and are listed (`gundb conflicts`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdRule {
    /// The stream has an event with this id, type and payload. With another type or payload, the
    /// append is refused.
    #[default]
    SameContent,
    /// The stream has an event with this id. What it says may differ: the stored one counts, the
    /// new one is left out.
    IdIsEnough,
}

type Schemas = Arc<HashMap<String, Arc<(u32, Schema)>>>;

/// Version and schema of each event type of `E`; described once a process.
fn schemas<E: Event>() -> Schemas {
    static KNOWN: LazyLock<RwLock<HashMap<TypeId, Schemas>>> = LazyLock::new(RwLock::default);
    let id = TypeId::of::<E>();
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return Arc::clone(known);
    }
    let described = E::describe()
        .events
        .into_iter()
        .map(|event| (event.name, Arc::new((event.version, event.schema))));
    let described: Schemas = Arc::new(described.collect());
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&described));
    described
}
