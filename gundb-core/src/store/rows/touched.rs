//! View rows that a batch touches: read once, folded in memory, written once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::entry::Entry;
use super::question::{Asked, Question};
use super::snapshot;
use super::snapshot::Snapshot;
use super::view_rows::{Writes, row_from};
use crate::clock::CanonicalKey;
use crate::error::{Error, Result};
use crate::fold::{Applied, Change, EventContext, Memory, RowState, conflicts, key_bytes};
use crate::model::Value;
use crate::sql::{Dialect, Statement, view, view_table};
use crate::store::backend::{Cells, Connection, Failure};
use crate::store::catalog::Catalog;
use crate::store::counters::Folded;

/// A view's index in the catalog, and the canonical bytes of a key.
pub(in crate::store) type RowKey = (usize, Vec<u8>);

/// View rows by key. What is not here was not touched.
#[derive(Default)]
pub(in crate::store) struct Rows {
    /// By the view's index in the catalog, and the canonical bytes of the key.
    views: BTreeMap<usize, HashMap<Vec<u8>, Entry>>,
    /// Events that a view could not take: view, position, reason.
    skipped: Vec<(i64, i64, String)>,
    snapshots: Vec<Snapshot>,
    /// Snapshots that are in the table and no longer hold: view, key, from which canonical key on.
    outdated: Vec<(i64, Vec<u8>, CanonicalKey)>,
    /// Skipped events that are listed, and are folded again: view, position.
    unskipped: Vec<(i64, Vec<i64>)>,
    /// Rows that an event belongs to which comes before others that are in them, and the first such
    /// event's canonical key.
    late: BTreeMap<RowKey, CanonicalKey>,
    folded: Folded,
}

impl Rows {
    /// The state of a row that was loaded.
    pub(in crate::store) fn state(&self, (view, key): &RowKey) -> Option<&RowState> {
        self.views.get(view)?.get(key).map(|entry| &entry.state)
    }

    /// Rows of a view that an event was late for, with that event's canonical key; taken out.
    pub(in crate::store) fn take_late(&mut self, view: usize) -> Vec<(Vec<u8>, CanonicalKey)> {
        let of_view = |(index, _): &RowKey, _: &mut CanonicalKey| *index == view;
        self.late.extract_if(.., of_view).map(|((_, key), late)| (key, late)).collect()
    }

    /// Views with rows that an event was late for.
    pub(in crate::store) fn late_views(&self) -> BTreeSet<usize> {
        self.late.keys().map(|(view, _)| *view).collect()
    }

    /// The first cell of a row's key.
    pub(in crate::store) fn first_cell(&self, view: usize, key: &[u8]) -> Option<Value> {
        self.views.get(&view)?.get(key)?.key.first().cloned()
    }

    /// Reads the row of a key; the key's canonical bytes.
    pub(in crate::store) async fn begin(
        &mut self,
        connection: &mut Connection,
        catalog: &Catalog,
        view: usize,
        key: Vec<Value>,
    ) -> Result<Vec<u8>, Failure> {
        let nothing = (view, Change::of_key(key));
        self.load(connection, catalog, std::iter::once(&nothing)).await?;
        Ok(nothing.1.row)
    }

    /// Takes out what became of a row. It is to be read again before it is written: the table may
    /// have another one by then.
    pub(in crate::store) fn take_state(&mut self, view: usize, key: &[u8]) -> Option<RowState> {
        Some(self.views.get_mut(&view)?.remove(key)?.state)
    }

    /// Lets a row go on from a state.
    pub(in crate::store) fn go_on(&mut self, view: usize, key: &[u8], state: RowState) {
        if let Some(entry) = self.entry(view, key) {
            entry.state = state;
            entry.changed = true;
        }
    }

    /// Lets a row begin again from a state that it had before this batch. Snapshots that the batch
    /// took of it lie after that, and are taken again.
    pub(in crate::store) fn begin_again(
        &mut self,
        catalog: &Catalog,
        view: usize,
        key: &[u8],
        state: RowState,
    ) {
        let id = catalog.views[view].id;
        self.snapshots.retain(|one| (one.view, one.key.as_slice()) != (id, key));
        self.go_on(view, key, state);
    }

    /// Reads the rows of some changes that are not here yet.
    pub(in crate::store) async fn load<'a>(
        &mut self,
        connection: &mut Connection,
        catalog: &Catalog,
        changes: impl Iterator<Item = &'a (usize, Change)>,
    ) -> Result<(), Failure> {
        let questions = self.questions(connection.dialect(), catalog, changes, |_, _| None);
        self.ask(connection, catalog, questions).await
    }

    /// Asks, and takes the answers in.
    pub(in crate::store) async fn ask(
        &mut self,
        connection: &mut Connection,
        catalog: &Catalog,
        questions: Vec<Question>,
    ) -> Result<(), Failure> {
        let (asked, statements): (Vec<_>, Vec<_>) = questions.into_iter().unzip();
        let answers = connection.fetch_each(statements).await?;
        for (asked, answer) in asked.into_iter().zip(answers) {
            self.note(catalog, asked, answer)?;
        }
        Ok(())
    }

    /// Positions of the last events of the rows that changed, and of their snapshots.
    pub(in crate::store) fn last_positions(&self) -> Vec<i64> {
        let changed = self.entries().filter(|entry| entry.changed && entry.last > 0);
        let of_snapshots = self.snapshots.iter().map(|snapshot| snapshot.position);
        changed.map(|entry| entry.last).chain(of_snapshots).collect()
    }

    /// Notes where these events stand in canonical order.
    pub(in crate::store) fn set_orders(&mut self, orders: &HashMap<i64, CanonicalKey>) {
        for entry in
            self.views.values_mut().flat_map(HashMap::values_mut).filter(|entry| entry.changed)
        {
            match (&mut entry.state, orders.get(&entry.last)) {
                (RowState::Live(row) | RowState::Hidden(row), Some(order)) => row.order = *order,
                (RowState::Deleted(tombstone), Some(order)) => tombstone.order = *order,
                _ => {}
            }
        }
        for snapshot in &mut self.snapshots {
            snapshot.row.order =
                orders.get(&snapshot.position).copied().unwrap_or(snapshot.row.order);
        }
    }

    /// What is to be asked to know the rows of some changes that are neither here nor `known`.
    /// Until it is answered, they are absent.
    pub(in crate::store) fn questions<'a>(
        &mut self,
        dialect: Dialect,
        catalog: &Catalog,
        changes: impl Iterator<Item = &'a (usize, Change)>,
        mut known: impl FnMut(usize, &[u8]) -> Option<Entry>,
    ) -> Vec<Question> {
        let (mut missing, mut remembered) = (BTreeMap::<usize, Vec<Vec<Value>>>::new(), Vec::new());
        for (view, change) in changes {
            let rows = self.views.entry(*view).or_default();
            if rows.contains_key(&change.row) {
                continue;
            }
            let entry = known(*view, &change.row).unwrap_or_else(|| {
                let registered = &catalog.views[*view];
                if registered.plan.remembers() {
                    remembered.push((registered.id, change.row.clone()));
                }
                missing.entry(*view).or_default().push(change.key.clone());
                Entry::absent(change.key.clone())
            });
            rows.insert(change.row.clone(), entry);
        }
        let memories = view::memories(dialect, remembered).into_iter();
        let mut questions: Vec<Question> =
            memories.map(|statement| (Asked::Memories, statement)).collect();
        for (view, keys) in missing {
            let rows = view_table::by_keys(dialect, &catalog.views[view].stored, &keys);
            questions.extend(rows.into_iter().map(|statement| (Asked::Rows(view), statement)));
        }
        questions
    }

    /// Takes an answer about rows in: what a view remembers of them comes before the rows
    /// themselves.
    pub(in crate::store) fn note(
        &mut self,
        catalog: &Catalog,
        asked: Asked,
        answer: Vec<Cells>,
    ) -> Result<()> {
        match asked {
            Asked::Memories => {
                for mut cells in answer {
                    let (id, key) = (cells.int()?, cells.bytes()?);
                    let memory = Memory::from_text(&cells.text()?)?;
                    let view = catalog.views.iter().position(|view| view.id == id);
                    let view =
                        view.ok_or_else(|| Error::corrupt(format!("no view has the id {id}")))?;
                    if let Some(entry) = self.entry(view, &key) {
                        let plan = &catalog.views[view].plan;
                        entry.state = memory.without_row(&plan.description.columns)?;
                        entry.listed = conflicts(plan, &entry.state);
                        entry.remembered = memory;
                    }
                }
            }
            Asked::Rows(view) => {
                let registered = &catalog.views[view];
                for cells in answer {
                    let mut row = row_from(cells, registered)?;
                    let key = registered.plan.key.iter().map(|index| row.cells[*index].clone());
                    let key = key_bytes(&key.collect::<Vec<_>>());
                    if let Some(entry) = self.entry(view, &key) {
                        row.kept = entry.remembered.kept.clone();
                        entry.in_table = true;
                        entry.state = RowState::Live(row);
                        entry.listed = conflicts(&registered.plan, &entry.state);
                    }
                }
            }
            Asked::Logs | Asked::Streams | Asked::Events | Asked::Holders { .. } => {}
        }
        Ok(())
    }

    /// How many rows are here.
    pub(in crate::store) fn len(&self) -> usize {
        self.views.values().map(HashMap::len).sum()
    }

    /// Notes an event that a view can't take.
    pub(in crate::store) fn skip(&mut self, view: i64, position: i64, reason: String) {
        self.skipped.push((view, position, reason));
        self.folded.skipped += 1;
    }

    /// Forgets that a view could not take some events: they are folded again.
    pub(in crate::store) fn unskip(&mut self, view: i64, positions: Vec<i64>) {
        self.skipped.retain(|(of, position, _)| *of != view || !positions.contains(position));
        self.unskipped.push((view, positions));
    }

    /// The snapshots of a row from a canonical key on don't hold any more.
    pub(in crate::store) fn outdate(&mut self, view: i64, key: Vec<u8>, from: CanonicalKey) {
        self.outdated.push((view, key, from));
        self.folded.again += 1;
    }

    /// What the rows went through since this was last asked.
    pub(in crate::store) fn take_folded(&mut self) -> Folded {
        std::mem::take(&mut self.folded)
    }

    /// Folds one change in; the row must have been loaded.
    pub(in crate::store) fn fold(
        &mut self,
        catalog: &Catalog,
        view: usize,
        change: &Change,
        context: &EventContext,
        position: i64,
    ) {
        let registered = &catalog.views[view];
        let Some(entry) = self.views.get_mut(&view).and_then(|rows| rows.get_mut(&change.row))
        else {
            return;
        };
        match change.apply(&registered.plan, &mut entry.state, context) {
            Applied::Folded => {
                entry.last = position;
                self.snapshots.extend(snapshot::due(
                    registered,
                    &change.row,
                    &entry.state,
                    context,
                    position,
                ));
            }
            Applied::Late => {
                let first = self.late.entry((view, change.row.clone())).or_insert(context.order);
                *first = context.order.min(*first);
                return;
            }
            Applied::Skipped(reason) => {
                self.skipped.push((registered.id, position, reason));
                self.folded.skipped += 1;
            }
        }
        entry.changed = true;
    }

    /// Writes what changed, and forgets all.
    pub(in crate::store) async fn persist(
        &mut self,
        connection: &mut Connection,
        catalog: &Catalog,
    ) -> Result<(), Failure> {
        self.remove_outdated(connection).await?;
        let writes = self.writes(connection.dialect(), catalog);
        self.views.clear();
        connection.write(writes).await
    }

    /// The statements that write what changed; the rows stay here as they are in the table after
    /// them.
    pub(in crate::store) fn writes(
        &mut self,
        dialect: Dialect,
        catalog: &Catalog,
    ) -> Vec<Statement> {
        let mut writes = Writes::default();
        for (view, rows) in &mut self.views {
            let mut changed: Vec<_> = rows.iter_mut().filter(|(_, entry)| entry.changed).collect();
            changed.sort_unstable_by_key(|(key, _)| *key);
            let registered = &catalog.views[*view];
            changed.into_iter().for_each(|(key, entry)| writes.add(registered, key, entry));
            writes.end_view(dialect, registered);
        }
        debug_assert!(
            self.outdated.is_empty() && self.unskipped.is_empty(),
            "they are removed before"
        );
        let mut statements = writes.into_statements(dialect);
        statements.extend(snapshot::writes(dialect, &std::mem::take(&mut self.snapshots)));
        statements.extend(view::skip(dialect, std::mem::take(&mut self.skipped)));
        statements
    }

    /// Removes what rows that are folded again have in other tables. It comes before they are
    /// written, as a statement of its own: what is removed may be written again, and statements of
    /// one round trip don't see each other's rows.
    pub(in crate::store) async fn remove_outdated(
        &mut self,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let dialect = connection.dialect();
        let snapshots = std::mem::take(&mut self.outdated).into_iter();
        let snapshots = snapshots.map(|(view, key, from)| {
            view::drop_snapshots(dialect, view, key, from.to_bytes().to_vec())
        });
        let skipped = std::mem::take(&mut self.unskipped).into_iter();
        let skipped =
            skipped.flat_map(|(view, positions)| view::unskip_at(dialect, view, positions));
        connection.write(snapshots.chain(skipped).collect()).await
    }

    /// The rows by view and key, taken out.
    pub(in crate::store) fn into_entries(self) -> impl Iterator<Item = (RowKey, Entry)> {
        let of_view = |(view, rows): (usize, HashMap<Vec<u8>, Entry>)| {
            rows.into_iter().map(move |(key, entry)| ((view, key), entry))
        };
        self.views.into_iter().flat_map(of_view)
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.views.values().flat_map(HashMap::values)
    }

    fn entry(&mut self, view: usize, key: &[u8]) -> Option<&mut Entry> {
        self.views.get_mut(&view)?.get_mut(key)
    }
}
