//! The registered views, and whether their definitions are those that were hashed.

use super::catalog::Names;
use super::scan::Scan;
use super::store::Store;
use crate::error::{Error, Result};
use crate::fold::Plan;
use crate::model::{EventDescription, StreamDescription, ViewDescription, ViewModel};
use crate::sql::catalog;
use crate::store::backend::{Cells, Failure};
use crate::store::catalog::{CodeRegistry, RegisteredView, ViewState};

/// Schemas of a view's events that are tried together; there is one where no event type was
/// described twice.
const CHOICES_MAX: usize = 1000;

/// The views whose definition can be read.
pub(super) async fn read(
    scan: &mut Scan<'_>,
    store: &Store,
    names: &Names,
    codes: &CodeRegistry,
) -> Result<Vec<RegisteredView>, Failure> {
    let mut views = Vec::new();
    scan.each("I5", "gundb_view", catalog::views(scan.dialect()), |cells, findings| {
        let (view, name) = registered(cells, codes)?;
        let description = &view.plan.description;
        let fits = description.table == name
            && description.version == view.version
            && has_hash(description, names, &view.hash);
        findings
            .check(fits, "I5", || format!("view `{name}`: its hash does not fit its definition"));
        let unknown =
            description.events.iter().find(|event| names.described(event).next().is_none());
        findings.check(unknown.is_none(), "I5", || {
            format!(
                "view `{name}`: it folds `{}`, which the catalog lacks",
                unknown.map_or("", String::as_str)
            )
        });
        let position = view.position;
        let folded = store.last_position().is_none_or(|last| (0..=last).contains(&position));
        findings.check(folded, "I5", || {
            format!("view `{name}`: it was folded up to position {position}, which is none")
        });
        views.push(view);
        Ok(())
    })
    .await?;
    Ok(views)
}

/// A view and its name.
fn registered(mut cells: Cells, codes: &CodeRegistry) -> Result<(RegisteredView, String)> {
    let (id, name, version, hash) = (cells.int()?, cells.text()?, cells.int()?, cells.bytes()?);
    let (definition, state) = (cells.text()?, cells.text()?);
    let (position, table) = (cells.int()?, cells.text()?);
    let wrong = |what: &str| Error::corrupt(format!("view `{name}`: {what}"));
    let description: ViewDescription =
        serde_json::from_str(&definition).map_err(|_| wrong("its definition can't be read"))?;
    if description.to_text() != definition {
        return Err(wrong("its definition is not as it was written"));
    }
    let version = u32::try_from(version).map_err(|_| wrong("its version is below zero"))?;
    let state = ViewState::of_text(&state).ok_or_else(|| wrong("its state is unknown"))?;
    let stored = ViewDescription { table, ..description.clone() };
    let plan = Plan::new(description, codes.of(&hash));
    Ok((RegisteredView { id, version, hash, state, position, plan, stored }, name))
}

/// Whether the hash is that of the definition with some of the schemas that were registered for its
/// events: the catalog does not say which of them a view was registered with.
fn has_hash(description: &ViewDescription, names: &Names, hash: &[u8]) -> bool {
    let mut events: Vec<&str> =
        description.fields_read().into_iter().map(|(event, _)| event).collect();
    events.sort_unstable();
    events.dedup();
    let mut choices: Vec<Vec<EventDescription>> = vec![Vec::new()];
    for event in events {
        let with = |chosen: Vec<EventDescription>| {
            names
                .described(event)
                .map(move |described| [chosen.as_slice(), std::slice::from_ref(described)].concat())
        };
        choices = choices.into_iter().flat_map(with).take(CHOICES_MAX).collect();
    }
    choices.len() == CHOICES_MAX
        || choices.into_iter().any(|events| {
            let streams = vec![StreamDescription { stream_type: String::new(), events }];
            let model = ViewModel { description: description.clone(), streams };
            model.definition_hash().as_bytes() == hash
        })
}
