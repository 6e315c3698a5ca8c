//! The streams: what their records add up to, against gundb_stream.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::Names;
use super::findings::Findings;
use super::scan::Scan;
use crate::clock::{CanonicalKey, VectorClock};
use crate::error::{Error, Result};
use crate::model::format::Kind;
use crate::model::{Reference, Space};
use crate::sql::stream::{self, StreamRow};
use crate::store::backend::Failure;
use crate::store::events::{Recorded, row_from};

/// The streams by local id, as far as their records were read.
pub(super) struct Streams(BTreeMap<i64, Stream>);

/// A stream: what gundb_stream says, and what its records say so far.
pub(super) struct Stream {
    listed: StreamRow,
    pub(super) clock: VectorClock<i64>,
    pub(super) heads: BTreeSet<Reference>,
    /// Canonically last event.
    pub(super) last: Option<CanonicalKey>,
    /// Last record of each log in it.
    pub(super) last_of: BTreeMap<i64, Reference>,
    version: u64,
    /// What gundb_stream_heads says: version, heads, clock.
    told: Option<Told>,
}

/// Version, heads, clock.
type Told = (i64, Vec<u8>, String);

impl Streams {
    pub(super) async fn read(scan: &mut Scan<'_>) -> Result<Self, Failure> {
        let mut streams = BTreeMap::new();
        scan.each("I1", "gundb_stream", stream::all(scan.dialect()), |mut cells, _| {
            let row = row_from(&mut cells)?;
            streams.insert(row.id, Stream::listed(row));
            Ok(())
        })
        .await?;
        scan.each("I1", "gundb_stream_heads", stream::all_heads(scan.dialect()), |mut cells, _| {
            let (id, told) = (cells.int()?, (cells.int()?, cells.bytes()?, cells.text()?));
            let stream = streams
                .get_mut(&id)
                .ok_or_else(|| Error::corrupt(format!("there is no stream {id}")))?;
            stream.told = Some(told);
            Ok(())
        })
        .await?;
        Ok(Self(streams))
    }

    pub(super) fn get_mut(&mut self, id: i64) -> Option<&mut Stream> {
        self.0.get_mut(&id)
    }

    /// Type and key of a stream, with the type's id.
    pub(super) fn name(&self, id: i64, names: &Names) -> Option<(i64, (String, String))> {
        let listed = &self.0.get(&id)?.listed;
        let stream_type = names.stream_type(listed.stream_type)?;
        Some((listed.stream_type, (stream_type.to_owned(), listed.key.clone())))
    }

    /// How many have a record.
    pub(super) fn count(&self) -> u64 {
        self.0.values().filter(|stream| !stream.heads.is_empty()).count() as u64
    }

    pub(super) fn last_id(&self) -> i64 {
        self.0.last_key_value().map_or(0, |(id, _)| *id)
    }

    /// What gundb_stream says, against what was read.
    pub(super) fn finish(&self, space: Space, names: &Names, findings: &mut Findings) {
        for (id, stream) in &self.0 {
            let wrong = stream.wrong_columns(space, names);
            findings.check(wrong.is_empty(), "I1", || {
                let (key, wrong) = (&stream.listed.key, wrong.join("`, `"));
                format!(
                    "stream {id}, key {key:?}: gundb_stream does not fit its events in `{wrong}`"
                )
            });
        }
    }
}

impl Stream {
    fn listed(listed: StreamRow) -> Self {
        Self {
            listed,
            clock: VectorClock::new(),
            heads: BTreeSet::new(),
            last: None,
            last_of: BTreeMap::new(),
            version: 0,
            told: None,
        }
    }

    /// The next record: with the clock that it should have, and what it references of the stream.
    pub(super) fn advance(
        &mut self,
        event: &Recorded,
        parents: &[Reference],
        at: &str,
        findings: &mut Findings,
    ) {
        if event.record.kind == Kind::Event {
            findings.check(event.version == self.version + 1, "I1", || {
                format!("{at}: stream version {} follows {}", event.version, self.version)
            });
            self.version = event.version;
            self.last = self.last.max(Some(event.canonical_key()));
        }
        self.clock.merge(&event.clock);
        self.last_of.insert(event.log, event.reference());
        self.heads.retain(|head| !parents.contains(head));
        self.heads.insert(event.reference());
    }

    fn wrong_columns(&self, space: Space, names: &Names) -> Vec<&'static str> {
        let listed = &self.listed;
        let stream_type = names.stream_type(listed.stream_type);
        let uuid = stream_type.map(|name| *space.stream_id(name, &listed.key).uuid().as_bytes());
        let heads: Vec<Reference> = self.heads.iter().copied().collect();
        let is_told = match (heads.as_slice(), &self.last) {
            ([head], Some(last)) => head.hash == last.hash.prefix(),
            _ => false,
        };
        let told =
            (self.version.cast_signed(), Reference::list_to_bytes(&heads), self.clock.to_string());
        let heads = if is_told { self.told.is_none() } else { self.told.as_ref() == Some(&told) };
        let columns = [
            ("heads", heads),
            ("uuid", uuid.is_some_and(|uuid| listed.uuid == uuid)),
            ("id", self.version > 0),
        ];
        columns.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name).collect()
    }
}
