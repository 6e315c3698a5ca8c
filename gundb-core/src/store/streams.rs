//! Which streams there are.

use super::backend::Cells;
use super::handle::Gundb;
use crate::error::{Error, Result};
use crate::model::{Reference, StreamRef, Token};
use crate::sql::stream::{self, StreamRow};

/// A stream and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamInfo {
    /// Its type and key.
    pub stream: StreamRef,
    /// How many events it holds here.
    pub version: u64,
    /// Its heads.
    pub token: Token,
    pub(super) id: i64,
}

impl Gundb {
    /// A page of streams, in the order in which this store came to know them: of one type or of all, behind one that was
    /// listed before.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn streams(
        &self,
        stream_type: Option<&str>,
        behind: Option<&StreamInfo>,
        limit: u64,
    ) -> Result<Vec<StreamInfo>> {
        let mut connection = self.shared.pools.reader().await?;
        let behind = behind.map_or(0, |stream| stream.id);
        let page = stream::page(connection.dialect(), stream_type, behind, limit);
        let rows = connection.fetch(page).await.map_err(|failure| failure.error)?;
        rows.into_iter().map(info).collect()
    }

    /// Where a stream stands; `None` where it has no event.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn stream(&self, stream: &StreamRef) -> Result<Option<StreamInfo>> {
        let uuid = self.shared.space.stream_id(&stream.stream_type, &stream.key).uuid().as_bytes().to_vec();
        let mut connection = self.shared.pools.reader().await?;
        let rows = connection.fetch(stream::by_uuid(connection.dialect(), &[uuid])).await;
        let mut rows = rows.map_err(|failure| failure.error)?;
        rows.pop().map(|cells| state(cells, stream)).transpose()
    }

    pub(super) async fn count(&self, stream_id: i64) -> Result<u64> {
        let mut connection = self.shared.pools.reader().await?;
        let rows = connection.fetch(stream::version(connection.dialect(), stream_id)).await;
        let cells = rows.map_err(|failure| failure.error)?.pop();
        cells.map_or(Ok(0), |mut cells| cells.number())
    }
}

fn info(mut cells: Cells) -> Result<StreamInfo> {
    let id = cells.int()?;
    let stream = StreamRef { stream_type: cells.text()?, key: cells.text()? };
    let (version, token) = (cells.number()?, token(&cells.bytes()?)?);
    Ok(StreamInfo { stream, version, token, id })
}

fn state(cells: Cells, stream: &StreamRef) -> Result<StreamInfo> {
    let row = row_from(cells)?;
    if row.key != stream.key {
        return Err(Error::corrupt(format!("the id of stream {stream} belongs to key {:?}", row.key)));
    }
    let version = u64::try_from(row.version).map_err(|_| {
        Error::corrupt(format!("the version {} of stream {stream} is below zero", row.version))
    })?;
    Ok(StreamInfo { stream: stream.clone(), version, token: token(&row.heads)?, id: row.id })
}

/// A stream from the columns that [`stream::by_uuid`] and [`stream::all`] return.
pub(super) fn row_from(mut cells: Cells) -> Result<StreamRow> {
    Ok(StreamRow {
        id: cells.int()?,
        uuid: cells.bytes()?,
        stream_type: cells.int()?,
        key: cells.text()?,
        version: cells.int()?,
        last_order: cells.bytes()?,
        clock: cells.text()?,
        heads: cells.bytes()?,
    })
}

fn token(heads: &[u8]) -> Result<Token> {
    Reference::list_from_bytes(heads).map(Token::new)
}
