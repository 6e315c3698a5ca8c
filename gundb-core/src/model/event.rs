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
/// #[derive(Event, Serialize, Deserialize)]
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

/// Which stream: its type and its key.
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
pub struct NewEvent {
    /// Stable name of the event type.
    pub event_type: String,
    /// Text of a JSON object; stored, hashed and forwarded verbatim.
    pub payload: String,
    /// Makes the append idempotent: the same id with the same content is stored once.
    pub id: Option<Uuid>,
    /// Who, why, and caused by what.
    pub metadata: Metadata,
    /// Version and shape of the payload, where a Rust type says it; else the newest that the catalog knows.
    pub(crate) schema: Option<Arc<(u32, Schema)>>,
}

impl NewEvent {
    /// An event of JSON text, for callers without a Rust type for it.
    pub fn json(event_type: impl Into<String>, payload: impl Into<String>) -> Self {
        Self {
            event_type: event_type.into(),
            payload: payload.into(),
            id: None,
            metadata: Metadata::default(),
            schema: None,
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

    /// With a caller's id, which makes the append idempotent.
    ///
    /// A retry at *another* node, before the two have met, is the same fact only if its payload is the same text: maps in such
    /// events are `BTreeMap`s, not `HashMap`s.
    #[must_use]
    pub fn with_id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// With metadata.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }
}

type Schemas = Arc<HashMap<String, Arc<(u32, Schema)>>>;

/// Version and schema of each event type of `E`; described once a process.
fn schemas<E: Event>() -> Schemas {
    static KNOWN: LazyLock<RwLock<HashMap<TypeId, Schemas>>> = LazyLock::new(RwLock::default);
    let id = TypeId::of::<E>();
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return Arc::clone(known);
    }
    let described =
        E::describe().events.into_iter().map(|event| (event.name, Arc::new((event.version, event.schema))));
    let described: Schemas = Arc::new(described.collect());
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&described));
    described
}
