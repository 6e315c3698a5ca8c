//! The catalog as a model, and models from outside into the catalog.

use std::fmt;

use super::handle::Gundb;
use crate::error::{Error, Result};
use crate::model::{EventDescription, Model, StreamDescription, ViewModel, merged};
use crate::store::catalog::Catalog;
use crate::store::register::Registration;

/// What applying a model does to one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelChange {
    /// Whether the database has it.
    pub kind: ChangeKind,
    /// `stream type`, `event type` or `view`.
    pub what: &'static str,
    /// Its name.
    pub name: String,
    /// The version that the model says; 0 for stream types.
    pub version: u32,
    /// The version that the database has, where it has one.
    pub known: Option<u32>,
}

/// Whether the database has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// The database has an older version.
    Raised,
    /// The database has it as it is.
    Unchanged,
}

impl ChangeKind {
    /// A word for it: `added`, `raised` or `unchanged`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Raised => "raised",
            Self::Unchanged => "unchanged",
        }
    }
}

impl fmt::Display for ModelChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, what, name, version, known } = self;
        match (kind, known) {
            (ChangeKind::Added, _) if *version == 0 => write!(f, "+ {what} `{name}`"),
            (ChangeKind::Added, _) => write!(f, "+ {what} `{name}` version {version}"),
            (ChangeKind::Raised, Some(known)) => {
                write!(f, "~ {what} `{name}` version {known} becomes {version}")
            }
            (ChangeKind::Raised, None) => write!(f, "~ {what} `{name}` version {version}"),
            (ChangeKind::Unchanged, _) => write!(f, "= {what} `{name}`"),
        }
    }
}

/// # The catalog
impl Gundb {
    /// What the catalog knows, as a model: the newest schema of every event type, the newest
    /// version of every view.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn model(&self) -> Result<Model> {
        let catalog = self.reload_catalog().await?;
        let mut views: Vec<_> = catalog.views.iter().collect();
        views.sort_by_key(|view| (view.plan.name().to_owned(), view.version, view.id));
        let newest = |index: &usize| {
            views.get(index + 1).is_none_or(|next| next.plan.name() != views[*index].plan.name())
        };
        let newest = (0..views.len()).filter(newest);
        Ok(Model {
            streams: described(&catalog),
            views: newest.map(|index| views[index].plan.description.clone()).collect(),
        })
    }

    /// What applying a model would do; nothing is changed.
    ///
    /// # Errors
    /// `is_definition()`: a model that contradicts itself or the catalog.
    pub async fn plan_model(&self, model: &Model) -> Result<Vec<ModelChange>> {
        let catalog = self.reload_catalog().await?;
        let (changes, registration) = planned(&catalog, model)?;
        registration.check_tables(&mut self.shared.pools.reader().await?, &catalog).await?;
        Ok(changes)
    }

    /// Takes a model into the catalog, all or nothing: its events can be appended, its views follow
    /// them. A view with much to fold is folded by [`Gundb::wait_until_caught_up`].
    ///
    /// # Errors
    /// As [`Gundb::plan_model`]; a database that can't be written.
    pub async fn apply_model(&self, model: &Model) -> Result<Vec<ModelChange>> {
        loop {
            let catalog = self.reload_catalog().await?;
            let (changes, mut registration) = planned(&catalog, model)?;
            // Whoever registers something in between may contradict the model: it is looked at
            // again.
            registration.plan_on(catalog.number);
            if self.register(&registration).await? {
                return Ok(changes);
            }
        }
    }
}

/// What the catalog knows of events: the newest schema of each.
fn described(catalog: &Catalog) -> Vec<StreamDescription> {
    let mut types: Vec<_> = catalog.stream_types.iter().collect();
    types.sort_unstable_by_key(|(_, id)| **id);
    let described = |name: &String| {
        let mut events: Vec<_> =
            catalog.event_types.iter().filter(|(_, event)| event.stream_type == *name).collect();
        events.sort_unstable_by_key(|(_, event)| event.id);
        let event = |(name, event): (&String, &crate::store::catalog::EventType)| {
            let (version, _, schema) = event.schemas.last()?;
            let (variant, fields) = (String::new(), Vec::new());
            Some(EventDescription {
                name: name.clone(),
                version: *version,
                schema: schema.clone(),
                variant,
                fields,
                reader: None,
            })
        };
        StreamDescription {
            stream_type: name.clone(),
            events: events.into_iter().filter_map(event).collect(),
        }
    };
    types.into_iter().map(|(name, _)| described(name)).collect()
}

/// What changes, and what is to be registered: the one judge of what a catalog takes of a model.
fn planned(catalog: &Catalog, model: &Model) -> Result<(Vec<ModelChange>, Registration)> {
    let known = described(catalog);
    let mut changes = Vec::new();
    for stream in &model.streams {
        let kind = match catalog.stream_types.contains_key(&stream.stream_type) {
            true => ChangeKind::Unchanged,
            false => ChangeKind::Added,
        };
        let name = stream.stream_type.clone();
        changes.push(ModelChange { kind, what: "stream type", name, version: 0, known: None });
        for event in &stream.events {
            changes.push(event_change(catalog, stream, event)?);
        }
    }
    let views = model.view_models(&known);
    let registration = Registration::of_model(&model.streams, &views);
    registration.check()?;
    for view in &views {
        changes.push(view_change(catalog, view)?);
    }
    check_readers(catalog, model, &known)?;
    Ok((changes, registration))
}

fn event_change(
    catalog: &Catalog,
    stream: &StreamDescription,
    event: &EventDescription,
) -> Result<ModelChange> {
    let contradicts =
        |what: String| Err(Error::definition(format!("event type `{}`: {what}", event.name)));
    let found = catalog.event_types.get(&event.name);
    if let Some(other) = found.filter(|found| found.stream_type != stream.stream_type) {
        return contradicts(format!(
            "it belongs to streams of type `{}` already, not of `{}`",
            other.stream_type, stream.stream_type
        ));
    }
    let schemas = found.map(|found| found.schemas.as_slice()).unwrap_or_default();
    let newest = schemas.last().map(|(version, ..)| *version);
    let hash = event.hash();
    let kind = match newest {
        None => ChangeKind::Added,
        Some(_) if schemas.iter().any(|(_, known, _)| known == hash.as_bytes()) => {
            ChangeKind::Unchanged
        }
        Some(newest) if event.version > newest => ChangeKind::Raised,
        Some(newest) => return contradicts(not_raised("payload", newest, event.version)),
    };
    let name = event.name.clone();
    Ok(ModelChange { kind, what: "event type", name, version: event.version, known: newest })
}

fn view_change(catalog: &Catalog, view: &ViewModel) -> Result<ModelChange> {
    let (name, version) = (view.description.table.clone(), view.description.version);
    let hash = view.definition_hash();
    let known = catalog.versions(&name).map(|known| known.version).max();
    let kind = match known {
        None => ChangeKind::Added,
        _ if catalog.versions(&name).any(|known| known.hash == hash.as_bytes()) => {
            ChangeKind::Unchanged
        }
        Some(known) if version > known => ChangeKind::Raised,
        Some(known) => {
            let what = not_raised("definition", known, version);
            return Err(Error::definition(format!("view `{name}`: {what}")));
        }
    };
    Ok(ModelChange { kind, what: "view", name, version, known })
}

/// What to do where the database has another payload or definition, and the model's version is not
/// above it.
fn not_raised(what: &str, known: u32, own: u32) -> String {
    let next = known + 1;
    if own == known {
        return format!(
            "its {what} differs from version {known} in the database; set \"version\": {next} in the model to replace it"
        );
    }
    format!(
        "the database has version {known}, newer than the model's version {own}; apply the newer model file. Only if this \
         {what} is to replace it, set \"version\": {next}"
    )
}

/// Refuses a new payload that changes what a view of the database reads, unless the model brings
/// that view anew.
fn check_readers(catalog: &Catalog, model: &Model, known: &[StreamDescription]) -> Result<()> {
    let after = merged(&model.streams, known);
    for view in &catalog.views {
        if model.views.iter().any(|own| own.table == view.plan.name()) {
            continue;
        }
        let with = |streams: &[StreamDescription]| ViewModel {
            description: view.plan.description.clone(),
            streams: streams.to_vec(),
        };
        let (before, after) = (with(known), with(&after));
        if before.definition_hash().as_bytes().as_slice() == view.hash
            && after.definition_hash() != before.definition_hash()
        {
            return Err(Error::definition(format!(
                "view `{}` reads {}, whose type the model changes; add the view to the model, with \"version\": {}",
                view.plan.name(),
                changed_field(&before, &after),
                view.version + 1
            )));
        }
    }
    Ok(())
}

/// A field that the view reads, and that has another shape afterwards.
fn changed_field(before: &ViewModel, after: &ViewModel) -> String {
    let changed = before.description.fields_read().into_iter().find(|(event, field)| {
        let shape = |model: &ViewModel| {
            model.event(event).and_then(|found| found.schema.at(field)).cloned()
        };
        shape(before) != shape(after)
    });
    changed.map_or_else(
        || "a field".to_owned(),
        |(event, field)| format!("the field `{field}` of `{event}`"),
    )
}
