//! A refused expectation, in full: what was expected, what is there, what was missed.

use std::io::Write;

use gundb::store::{Conflict, DuplicateId};
use serde::Serialize;
use uuid::Uuid;

use crate::event::Shown;
use crate::exit::Failure;
use crate::output::{Format, Kind, Record, json, text};
use crate::values;

#[derive(Serialize)]
struct Head<'a> {
    stream_type: &'a str,
    key: &'a str,
    expected: String,
    actual_version: u64,
    actual_token: String,
}

#[derive(Serialize)]
struct Duplicate<'a> {
    stream_type: &'a str,
    key: &'a str,
    id: Uuid,
    field: &'a str,
    earlier: &'a str,
    later: &'a str,
}

/// The error of an append, for people with the details of a conflict in it; programs get them as
/// JSON on `out`.
pub(crate) fn explained(error: gundb::Error, format: Format, out: &mut dyn Write) -> anyhow::Error {
    let conflict = error.detail::<Conflict>();
    if format.kind == Kind::Text {
        return match (conflict, error.detail::<DuplicateId>()) {
            (Some(conflict), _) => Failure::conflict(for_people(conflict, format.width)).into(),
            (None, Some(duplicate)) => Failure::conflict(duplicate_for_people(duplicate)).into(),
            (None, None) => error.into(),
        };
    }
    let message = error.detail().map(duplicate_for_people);
    if let Some(json) = conflict.map(conflict_json).or_else(|| error.detail().map(duplicate_json)) {
        // Whether or not somebody reads it: the exit code has to report the conflict.
        let _ = writeln!(
            out,
            "{}",
            if format.kind == Kind::Jsonl { json::one_line(&json) } else { json }
        );
    }
    message.map_or_else(|| error.into(), |message| Failure::conflict(message).into())
}

/// The library's message, in the words of the command line's flags.
fn duplicate_for_people(duplicate: &DuplicateId) -> String {
    let DuplicateId { stream, id, field, earlier, later, .. } = duplicate;
    format!(
        "stream {stream} has an event with the id {id} already, and it differs in `{field}`: {earlier} is stored, {later} was given; \
         if this is a retry, repeat the first content, or accept the stored event with --id-is-enough; if it is another event, \
         use a new --id"
    )
}

fn duplicate_json(duplicate: &DuplicateId) -> String {
    let DuplicateId { stream, id, field, earlier, later, .. } = duplicate;
    let (stream_type, key) = (&stream.stream_type, &stream.key);
    let duplicate = Duplicate { stream_type, key, id: *id, field, earlier, later };
    json::with("{}", "duplicate_id", &json::text(&duplicate))
}

fn conflict_json(conflict: &Conflict) -> String {
    let head = json::text(&Head {
        stream_type: &conflict.stream.stream_type,
        key: &conflict.stream.key,
        expected: values::shown(&conflict.expected),
        actual_version: conflict.actual_version,
        actual_token: conflict.actual.to_string(),
    });
    let missed: Vec<String> = missed(conflict).iter().map(Record::json).collect();
    let missed = json::with(&head, "missed", &format!("[{}]", missed.join(",")));
    json::with(
        "{}",
        "conflict",
        &json::with(&missed, "missed_more", &conflict.missed_more.to_string()),
    )
}

fn missed(conflict: &Conflict) -> Vec<Shown> {
    conflict.missed.iter().cloned().map(|event| Shown::new(event, None)).collect()
}

fn for_people(conflict: &Conflict, width: Option<usize>) -> String {
    let expected = text::pairs(&[
        ("expected", values::shown(&conflict.expected)),
        ("actual", conflict.actual_version.to_string()),
        ("token", conflict.actual.to_string()),
    ]);
    let missed = missed(conflict);
    if missed.is_empty() {
        return format!("{conflict}\n{expected}");
    }
    let missed = text::table(&Shown::columns(false), missed.iter().map(Record::cells), width);
    format!("{conflict}\n{expected}\nmissed events:\n{missed}")
}
