//! A stream folded by its reader, without a value for each event.

use std::collections::HashSet;
use std::sync::PoisonError;

use crate::error::{Error, Result};
use crate::model::{Hash, Reference, StreamRef, Token};
use crate::sql::page::{After, Field, Page};
use crate::sql::{Direction, stream};
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::events::{EventPage, FIRST_EVENTS, Names, standing, stream_row};
use crate::store::handle::Gundb;
use crate::store::shared::Shared;

/// What a fold and the page after it need.
const FIELDS: [Field; 7] = [
    Field::Type,
    Field::Payload,
    Field::Log,
    Field::Sequence,
    Field::Hlc,
    Field::Nonce,
    Field::Hash,
];
/// The same where another node may have brought a fact a second time.
const FIELDS_OF_MANY: [Field; 9] = [
    Field::Type,
    Field::Payload,
    Field::Log,
    Field::Sequence,
    Field::Hlc,
    Field::Nonce,
    Field::Hash,
    Field::Id,
    Field::SchemaVersion,
];

/// Where a stream stands that was folded: how many events it holds, and its heads.
pub(crate) type Folded = (u64, Token);

impl Gundb {
    /// Hands the events of a stream to `take` in canonical order, by type and payload; all of one
    /// snapshot. A fact that two events bring is handed over once.
    pub(crate) async fn fold_stream(
        &self,
        stream: &StreamRef,
        take: impl FnMut(&str, &str) -> Result<()> + Send,
    ) -> Result<Folded> {
        let scope = self.stream_scope(stream).await?;
        let (after, direction) = (After::Nothing, Direction::Ascending);
        let first = Page { scope: &scope, after, offset: 0, direction, limit: FIRST_EVENTS };
        let mut folding = Folding { stream, take, folded: 0, last: None, facts: HashSet::new() };
        if self.shared.has_one_log() {
            let mut connection = self.shared.pools.reader().await?;
            let page = EventPage::read(&mut connection, &first, &FIELDS).await;
            let page = page.map_err(|failure| failure.error)?;
            let names = self
                .shared
                .names_of(&mut connection, &page)
                .await
                .map_err(|failure| failure.error)?;
            if names.origins.len() <= 1 && (page.len() as u64) < FIRST_EVENTS {
                folding.page(&page, &names)?;
                return Ok((folding.folded, Token::new(folding.last.into_iter().collect())));
            }
        }
        Box::pin(self.fold_pages(first, folding)).await
    }

    /// A stream of more than one page or of several writers, from its beginning.
    async fn fold_pages<F: FnMut(&str, &str) -> Result<()> + Send>(
        &self,
        first: Page<'_>,
        mut folding: Folding<'_, F>,
    ) -> Result<Folded> {
        let mut transaction =
            Transaction::begin_read(&self.shared.pools).await.map_err(|failure| failure.error)?;
        let folded = self.fold_in(transaction.connection(), first, &mut folding).await;
        transaction.rollback().await;
        folded.map_err(|failure| failure.error)
    }

    async fn fold_in<F: FnMut(&str, &str) -> Result<()> + Send>(
        &self,
        connection: &mut Connection,
        mut page: Page<'_>,
        folding: &mut Folding<'_, F>,
    ) -> Result<Folded, Failure> {
        loop {
            let read = EventPage::read(connection, &page, &FIELDS_OF_MANY).await?;
            let names = self.shared.names_of(connection, &read).await?;
            folding.page(&read, &names)?;
            if (read.len() as u64) < page.limit {
                break;
            }
            page = Page {
                after: read.after(page.scope, &names.origins)?,
                limit: read.next_limit(),
                ..page
            };
        }
        let folding_stream = folding.stream;
        let id = self.shared.space.stream_id(&folding_stream.stream_type, &folding_stream.key);
        let asked = stream::by_uuid(connection.dialect(), vec![id.uuid().as_bytes().to_vec()]);
        let found = connection.fetch_each(asked).await?.into_iter().flatten().next();
        let standing = found
            .map(|mut cells| stream_row::row_from(&mut cells).and_then(|_| standing(&mut cells)));
        Ok((
            folding.folded,
            standing.transpose()?.map(|standing| standing.token).unwrap_or_default(),
        ))
    }
}

impl Shared {
    /// Whether no event of another node was seen by this process so far.
    fn has_one_log(&self) -> bool {
        self.origins.read().unwrap_or_else(PoisonError::into_inner).len() <= 1
    }
}

/// A stream that is being folded.
struct Folding<'a, F> {
    stream: &'a StreamRef,
    take: F,
    folded: u64,
    last: Option<Reference>,
    /// Id, event type, schema version and payload of the events with an id, where there are several
    /// writers.
    facts: HashSet<(Vec<u8>, i64, i64, Hash)>,
}

impl<F: FnMut(&str, &str) -> Result<()>> Folding<'_, F> {
    fn page(&mut self, page: &EventPage, names: &Names) -> Result<()> {
        let several = names.origins.len() > 1;
        for index in 0..page.len() {
            self.folded += 1;
            let event_type = names.event_type(page, index).map_or("", |name| name);
            let payload = page.text(Field::Payload, index)?.unwrap_or_default();
            if several && self.repeats(page, index, payload) {
                continue;
            }
            let within = |error: Error| {
                error.within(format!("event {} of stream {}", self.folded, self.stream))
            };
            (self.take)(event_type, payload).map_err(within)?;
        }
        if let Some(end) = page.len().checked_sub(1) {
            self.last = Some(page.reference(end, &names.origins)?);
        }
        Ok(())
    }

    fn repeats(&mut self, page: &EventPage, index: usize, payload: &str) -> bool {
        let Some(id) = page.bytes(Field::Id, index) else { return false };
        let number = |field| page.opt_number(field, index).unwrap_or_default();
        let payload = Hash::of(payload.as_bytes());
        !self.facts.insert((
            id.to_vec(),
            number(Field::Type),
            number(Field::SchemaVersion),
            payload,
        ))
    }
}
