//! A stream folded by its reader, without a value for each event.

use crate::error::{Error, Result};
use crate::model::{Reference, StreamRef};
use crate::sql::Direction;
use crate::sql::page::{Behind, Field, Page};
use crate::store::backend::{Connection, Failure, Transaction};
use crate::store::event_page::{EventPage, FIRST_EVENTS, Names};
use crate::store::handle::Gundb;

/// What a fold and the page behind it need.
const FIELDS: &[Field] =
    &[Field::Type, Field::Payload, Field::Log, Field::Sequence, Field::Hlc, Field::Nonce, Field::Hash];

/// Where a stream stands that was folded: how many events, and the last of them.
pub(crate) type Folded = (u64, Option<Reference>);

impl Gundb {
    /// Hands the events of a stream to `take` in canonical order, by type and payload; all of one snapshot.
    pub(crate) async fn fold_stream(
        &self,
        stream: &StreamRef,
        mut take: impl FnMut(&str, &str) -> Result<()> + Send,
    ) -> Result<Folded> {
        let scope = self.stream_scope(stream).await?;
        let (behind, direction) = (Behind::Nothing, Direction::Ascending);
        let first = Page { scope: &scope, behind, offset: 0, direction, limit: FIRST_EVENTS };
        let mut connection = self.shared.pools.reader().await?;
        let page = EventPage::read(&mut connection, &first, FIELDS).await;
        let page = page.map_err(|failure| failure.error)?;
        if page.len() as u64 == FIRST_EVENTS {
            drop(connection);
            return Box::pin(self.fold_pages(stream, first, page.next_limit(), take)).await;
        }
        let names = self.shared.names_of(&mut connection, &page).await.map_err(|failure| failure.error)?;
        fold_page(stream, &page, &names, 0, &mut take)?;
        let last = page.len().checked_sub(1);
        let last = last.map(|last| page.reference(last, &names.origins)).transpose()?;
        Ok((page.len() as u64, last))
    }

    /// A stream of more than one page, from its beginning.
    async fn fold_pages(
        &self,
        stream: &StreamRef,
        first: Page<'_>,
        limit: u64,
        mut take: impl FnMut(&str, &str) -> Result<()> + Send,
    ) -> Result<Folded> {
        let mut transaction =
            Transaction::begin_read(&self.shared.pools).await.map_err(|failure| failure.error)?;
        let page = Page { limit, ..first };
        let folded = self.fold_in(transaction.connection(), stream, page, &mut take).await;
        transaction.rollback().await;
        folded.map_err(|failure| failure.error)
    }

    async fn fold_in(
        &self,
        connection: &mut Connection,
        stream: &StreamRef,
        mut page: Page<'_>,
        take: &mut (impl FnMut(&str, &str) -> Result<()> + Send),
    ) -> Result<Folded, Failure> {
        let (mut folded, mut last) = (0, None);
        loop {
            let read = EventPage::read(connection, &page, FIELDS).await?;
            let names = self.shared.names_of(connection, &read).await?;
            fold_page(stream, &read, &names, folded, take)?;
            folded += read.len() as u64;
            if let Some(end) = read.len().checked_sub(1) {
                last = Some(read.reference(end, &names.origins)?);
            }
            if (read.len() as u64) < page.limit {
                return Ok((folded, last));
            }
            page =
                Page { behind: read.behind(page.scope, &names.origins)?, limit: read.next_limit(), ..page };
        }
    }
}

fn fold_page(
    stream: &StreamRef,
    page: &EventPage,
    names: &Names,
    before: u64,
    take: &mut impl FnMut(&str, &str) -> Result<()>,
) -> Result<()> {
    for place in 0..page.len() {
        let event_type = names.event_type(page, place).map_or("", |name| name);
        let payload = page.text(Field::Payload, place)?.unwrap_or_default();
        let within =
            |error: Error| error.within(format!("event {} of stream {stream}", before + place as u64 + 1));
        take(event_type, payload).map_err(within)?;
    }
    Ok(())
}
