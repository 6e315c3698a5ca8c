//! The catalog as read from the database: what it knows of streams, events and views.

use std::collections::HashMap;
use std::sync::Arc;

use super::codes::CodeRegistry;
use super::view_state::ViewState;
use crate::error::{Error, Result};
use crate::fold::{Change, Codes, Plan, Problem};
use crate::model::{ColumnDescription, ColumnType, KeySource, Role, Schema, ViewDescription};
use crate::sql::catalog;
use crate::store::backend::{Cells, Connection, Failure};

/// What a database knows of streams, events and views.
#[derive(Debug, Default)]
pub(in crate::store) struct Catalog {
    /// Grows with every registration.
    pub(in crate::store) number: i64,
    /// Id of each stream type.
    pub(in crate::store) stream_types: HashMap<String, i64>,
    /// Name of each stream type, by id.
    pub(in crate::store) stream_names: Arc<HashMap<i64, Arc<str>>>,
    /// Event types that somebody registered, by name.
    pub(in crate::store) event_types: HashMap<String, EventType>,
    /// Id of each event type by the name of its stream type and its own: those that only came with
    /// received events, too.
    pub(in crate::store) event_ids: HashMap<(String, String), i64>,
    /// Name of each event type, by id.
    pub(in crate::store) event_names: Arc<HashMap<i64, Arc<str>>>,
    pub(in crate::store) views: Vec<Arc<RegisteredView>>,
}

/// An event type with its schemas.
#[derive(Clone, Debug)]
pub(in crate::store) struct EventType {
    pub(in crate::store) id: i64,
    pub(in crate::store) stream_type: String,
    /// Version, hash, schema; the newest last.
    pub(in crate::store) schemas: Vec<(u32, Vec<u8>, Schema)>,
}

/// A view whose table is kept.
#[derive(Debug)]
pub(in crate::store) struct RegisteredView {
    pub(in crate::store) id: i64,
    pub(in crate::store) version: u32,
    pub(in crate::store) hash: Vec<u8>,
    pub(in crate::store) state: ViewState,
    /// Folded up to here when the state began, or the last chunk ended.
    pub(in crate::store) position: i64,
    pub(in crate::store) plan: Plan,
    /// Its description under the name of the table that holds its rows now.
    pub(in crate::store) stored: ViewDescription,
}

impl RegisteredView {
    /// Reads a row of `gundb_view`. A definition that makes no sense here was written by a newer
    /// program: it stands for code that this program has not, and that may fold every event type
    /// there is. The view is left behind, and appends go on.
    pub(in crate::store) fn from_cells(
        mut cells: Cells,
        codes: &CodeRegistry,
        event_types: &HashMap<String, EventType>,
    ) -> Result<Self> {
        let (id, name, version) = (cells.int()?, cells.text()?, narrow(cells.int()?)?);
        let (hash, definition, state) = (cells.bytes()?, cells.text()?, cells.text()?);
        let (position, table) = (cells.int()?, cells.text()?);
        let description = serde_json::from_str(&definition).ok();
        let description = description
            .filter(|found: &ViewDescription| found.table == name && found.check_shape().is_ok());
        let (description, codes) = match description {
            Some(description) => (description, codes.of(&hash)),
            None => {
                (opaque(&name, version, event_types.keys().cloned().collect()), Codes::default())
            }
        };
        if table != name && table != building(id) {
            return Err(Error::corrupt(format!(
                "view `{name}`: its rows are kept in an unexpected table, `{table}`"
            )));
        }
        let stored = ViewDescription { table, ..description.clone() };
        let state = ViewState::of_text(&state)
            .ok_or_else(|| Error::corrupt(format!("view `{name}`: its state is unknown")))?;
        let plan = Plan::new(description, codes);
        Ok(Self { id, version, hash, state, position, plan, stored })
    }

    /// Whether its rows stand in the table of its name; else they are built beside an older one.
    pub(in crate::store) fn is_serving(&self) -> bool {
        self.stored.table == self.plan.name()
    }

    /// Whether appends of this process fold their events into it.
    pub(in crate::store) fn is_folded_here(&self) -> bool {
        self.state.is_caught_up() && !self.plan.is_blind()
    }
}

impl Catalog {
    /// What an event does to the views that appends of this process fold it into: of each such view
    /// its index, and the change or why the view can't take the event. Views that the event means
    /// nothing to are left out.
    pub(in crate::store) fn changes<'a>(
        &'a self,
        stream_key: &'a str,
        event_type: &'a str,
        payload: &'a str,
    ) -> impl Iterator<Item = (usize, Result<Change, Problem>)> + 'a {
        let folded = self.views.iter().enumerate().filter(|(_, view)| view.is_folded_here());
        folded.filter_map(move |(index, view)| {
            let change = view.plan.change_of(stream_key, event_type, payload).transpose()?;
            Some((index, change))
        })
    }

    /// Reads the whole catalog; `number` is the one that the store's row shows in the same
    /// transaction.
    pub(in crate::store) async fn load(
        connection: &mut Connection,
        number: i64,
        codes: &CodeRegistry,
    ) -> Result<Self, Failure> {
        let dialect = connection.dialect();
        let tables =
            [catalog::stream_types, catalog::event_types, catalog::schemas, catalog::views];
        let rows = connection.fetch_each(tables.map(|all| all(dialect)).to_vec()).await?;
        let Ok([stream_types, event_types, schemas, views]) = <[_; 4]>::try_from(rows) else {
            return Err(Error::corrupt("the catalog was not read as a whole").into());
        };
        let mut catalog = Self::assemble(number, stream_types, event_types, schemas)?;
        let known = &catalog.event_types;
        let views = views
            .into_iter()
            .map(|cells| RegisteredView::from_cells(cells, codes, known).map(Arc::new));
        catalog.views = views.collect::<Result<_>>()?;
        Ok(catalog)
    }

    fn assemble(
        number: i64,
        stream_types: Vec<Cells>,
        event_types: Vec<Cells>,
        schemas: Vec<Cells>,
    ) -> Result<Self> {
        let mut stream_names = HashMap::new();
        for mut cells in stream_types {
            stream_names.insert(cells.int()?, cells.text()?);
        }
        let mut by_id = HashMap::new();
        for mut cells in schemas {
            let event_type = cells.int()?;
            let schema = (narrow(cells.int()?)?, cells.bytes()?, schema_from(&cells.text()?)?);
            by_id.entry(event_type).or_insert_with(Vec::new).push(schema);
        }
        let mut catalog = Self { number, ..Self::default() };
        let mut event_names = HashMap::new();
        for mut cells in event_types {
            let (id, stream_type, name) = (cells.int()?, cells.int()?, cells.text()?);
            let stream_type = stream_names.get(&stream_type).cloned().unwrap_or_default();
            let schemas = by_id.remove(&id).unwrap_or_default();
            event_names.insert(id, Arc::from(name.as_str()));
            catalog.event_ids.insert((stream_type.clone(), name.clone()), id);
            if !schemas.is_empty() {
                catalog.event_types.insert(name, EventType { id, stream_type, schemas });
            }
        }
        let streams = stream_names.iter().map(|(id, name)| (*id, Arc::from(name.as_str())));
        (catalog.stream_names, catalog.event_names) =
            (Arc::new(streams.collect()), Arc::new(event_names));
        catalog.stream_types = stream_names.into_iter().map(|(id, name)| (name, id)).collect();
        Ok(catalog)
    }

    /// Whether a stream type is known.
    ///
    /// # Errors
    /// Nobody registered it; the message names what is known.
    pub(in crate::store) fn check_stream_type(&self, name: &str) -> Result<()> {
        if self.stream_types.contains_key(name) {
            return Ok(());
        }
        let known = known(self.stream_types.keys(), NO_MODEL);
        Err(Error::invalid(format!("the stream type `{name}` is unknown; {known}")))
    }

    /// An event type of a stream type.
    ///
    /// # Errors
    /// Nobody registered it; the message names what is known.
    pub(in crate::store) fn event_type(
        &self,
        stream_type: &str,
        event_type: &str,
    ) -> Result<&EventType> {
        self.check_stream_type(stream_type)?;
        self.event_types.get(event_type).filter(|found| found.stream_type == stream_type).ok_or_else(|| {
            let of_stream = self.event_types.iter().filter(|(_, found)| found.stream_type == stream_type);
            Error::invalid(format!(
                "the event type `{event_type}` is unknown in streams of type `{stream_type}`; {}",
                known(of_stream.map(|(name, _)| name), NO_MODEL)
            ))
        })
    }

    /// Id of an event type of a stream type, whether somebody registered it or not.
    pub(in crate::store) fn event_id(&self, stream_type: &str, name: &str) -> Option<i64> {
        self.event_ids.get(&(stream_type.to_owned(), name.to_owned())).copied()
    }

    /// Ids of all event types of a name: others than the registered one are somebody's mistake.
    pub(in crate::store) fn event_ids_named(&self, name: &str) -> Vec<i64> {
        let mut ids: Vec<i64> =
            self.event_ids.iter().filter(|((_, own), _)| own == name).map(|(_, id)| *id).collect();
        ids.sort_unstable();
        ids
    }

    /// All versions of a view: the one that serves, and one that is built.
    pub(in crate::store) fn versions(
        &self,
        name: &str,
    ) -> impl Iterator<Item = &Arc<RegisteredView>> {
        self.views.iter().filter(move |view| view.plan.name() == name)
    }

    /// Whether a view is built beside an older version that this process keeps with every event:
    /// the rules of that one hold until it is replaced.
    pub(in crate::store) fn is_kept_meanwhile(&self, view: &RegisteredView) -> bool {
        let serves = |other: &&Arc<RegisteredView>| other.is_serving() && other.is_folded_here();
        !view.is_serving() && self.versions(view.plan.name()).any(|other| serves(&other))
    }

    /// A registered view: the version that serves, or the first one while it is built.
    ///
    /// # Errors
    /// There is none of that name; the message names those that there are.
    pub(in crate::store) fn view(&self, name: &str) -> Result<Arc<RegisteredView>> {
        let serving = self.versions(name).find(|view| view.is_serving());
        serving.or_else(|| self.versions(name).next()).cloned().ok_or_else(|| {
            let tables = self.views.iter().map(|view| &view.plan.description.table);
            Error::invalid(format!(
                "there is no view `{name}`; {}",
                known(tables, "the database has no views yet")
            ))
        })
    }
}

/// The table in which a view is built.
pub(in crate::store) fn building(id: i64) -> String {
    format!("gundb_building_{id}")
}

/// What stands for a definition that this program can't read.
fn opaque(table: &str, version: u32, events: Vec<String>) -> ViewDescription {
    ViewDescription {
        table: table.to_owned(),
        version,
        events,
        key: KeySource::Stream,
        columns: vec![ColumnDescription::new("unknown", ColumnType::Json, Role::Code)],
        delete: Vec::new(),
        creates: Vec::new(),
    }
}

/// What is said of events where nobody registered any.
const NO_MODEL: &str = "the database has no model of it yet: run `gundb model apply FILE`, or open it with the application that \
                        defines it";

/// The names that there are, or what to say where there is none.
fn known<'a>(names: impl Iterator<Item = &'a String>, none: &str) -> String {
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { none.to_owned() } else { format!("known are: {}", names.join(", ")) }
}

fn narrow(version: i64) -> Result<u32> {
    u32::try_from(version).map_err(|_| Error::corrupt(format!("{version} is no version")))
}

fn schema_from(text: &str) -> Result<Schema> {
    let json = serde_json::from_str(text)
        .map_err(|error| Error::corrupt(format!("a schema in the catalog: {error}")))?;
    Schema::from_json(&json)
}
