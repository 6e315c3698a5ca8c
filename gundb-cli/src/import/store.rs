//! Batches on their way into the store.

use gundb::model::limits::BATCH_BYTES_MAX;
use gundb::store::{Append, DuplicateId};
use gundb::{Error, Expect};

use super::context::{Import, Stop};
use super::form::Form;
use super::item::Item;
use super::report::Refused;

/// Events stored in one transaction.
const BATCH_EVENTS: usize = 500;

/// Events that fit into one append, in the file's order.
#[derive(Default)]
pub(super) struct Batch {
    items: Vec<Item>,
    bytes: usize,
}

impl Batch {
    /// An event alone always has room: the store says whether it is too large.
    pub(super) fn has_room_for(&self, item: &Item) -> bool {
        let fits = self.items.len() < BATCH_EVENTS && self.bytes + item.bytes() <= BATCH_BYTES_MAX;
        fits || self.items.is_empty()
    }

    pub(super) fn push(&mut self, item: Item) {
        self.bytes += item.bytes();
        self.items.push(item);
    }

    pub(super) fn take(&mut self) -> Vec<Item> {
        self.bytes = 0;
        std::mem::take(&mut self.items)
    }
}

/// Stores events. Where the store refuses some of them, they are halved until the refused line
/// stands alone, so that all before it is stored, and all after it where refused lines are skipped.
pub(super) async fn store(import: &mut Import<'_>, items: Vec<Item>) -> Result<(), Stop> {
    let mut left = vec![items];
    while let Some(mut items) = left.pop() {
        if items.is_empty() {
            continue;
        }
        match attempt(import, &items).await {
            Ok(stored) => import.report.counts.add(items.len(), stored, import.options.dry_run),
            Err(error) if !is_of_a_line(&error) => return Err(Stop::Store(error)),
            Err(error) if items.len() == 1 => import.refuse(refused(import, &items[0], &error))?,
            Err(_) => {
                let after = items.split_off(items.len() / 2);
                left.extend([after, items]);
            }
        }
    }
    Ok(())
}

/// Whether an event is refused for what it says.
fn is_of_a_line(error: &Error) -> bool {
    error.is_invalid() || error.is_duplicate_id() || error.is_not_unique()
}

/// How many events were new.
async fn attempt(import: &Import<'_>, items: &[Item]) -> Result<usize, Error> {
    let appends = in_turns(items);
    if import.options.dry_run {
        return import.db.check(&appends).await.map(|()| 0);
    }
    Ok(import.db.append_all(appends).await?.stored())
}

/// Lines of one stream that follow each other together, in the order of the file: views over many
/// streams fold in it.
fn in_turns(items: &[Item]) -> Vec<Append> {
    let turns = items.chunk_by(|one, next| one.stream == next.stream);
    let append = |turn: &[Item]| {
        let events = turn.iter().map(|item| item.event.clone()).collect();
        Append::events(turn[0].stream.clone(), Expect::Any, events)
    };
    turns.map(append).collect()
}

fn refused(import: &Import<'_>, item: &Item, error: &Error) -> Refused {
    let what = match error.detail::<DuplicateId>() {
        Some(DuplicateId { stream, id, field, earlier, later, .. }) => format!(
            "stream {stream} has an event with the id {id} already, and it differs in `{field}` ({earlier}; now {later}): the \
             mapping or the file was changed since that line was first imported, or two lines have one id; import with the first \
             mapping, or, to store such lines as new events, with another field as --id, or, where ids are made from lines, \
             another --source"
        ),
        None => format!("{error}{}", needless(import, item)),
    };
    Refused { line: item.line, what, is_conflict: error.is_duplicate_id() || error.is_not_unique() }
}

/// How fields are left out that the event type does not know, where nothing else is wrong with the
/// payload.
fn needless(import: &Import<'_>, item: &Item) -> String {
    let Form::Log(mapping) = import.form else { return String::new() };
    let fields = import.names.needless_fields(&item.event);
    if fields.is_empty() || !mapping.takes_whole_lines() {
        return String::new();
    }
    let (flags, list) = (fields.join(" --drop "), fields.join("\", \""));
    format!("; leave it out with --drop {flags} (in a mapping file: drop = [\"{list}\"])")
}
