//! Which streams there are.

use super::handle::Gundb;
use crate::error::{Error, Result};
use crate::model::{StreamRef, Token};
use crate::sql::stream;
use crate::store::backend::Cells;
use crate::store::events::{Standing, row_from, standing};

/// A stream and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamInfo {
    /// Its type and key.
    pub stream: StreamRef,
    /// How many events it holds here.
    pub version: u64,
    /// Its heads.
    pub token: Token,
    pub(super) id: i64,
}

/// # Reading events
impl Gundb {
    /// A page of streams, in the order in which this store came to know them: of one type or of
    /// all, after one that was listed before.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn streams(
        &self,
        stream_type: Option<&str>,
        after: Option<&StreamInfo>,
        limit: u64,
    ) -> Result<Vec<StreamInfo>> {
        let mut connection = self.shared.pools.reader().await?;
        let after = after.map_or(0, |stream| stream.id);
        let page = stream::page(connection.dialect(), stream_type, after, limit);
        let rows = connection.fetch(page).await.map_err(|failure| failure.error)?;
        rows.into_iter().map(info).collect()
    }

    /// Where a stream stands; `None` where it has no event.
    ///
    /// # Errors
    /// A database that can't be read.
    pub async fn stream(&self, stream: &StreamRef) -> Result<Option<StreamInfo>> {
        let uuid = self
            .shared
            .space
            .stream_id(&stream.stream_type, &stream.key)
            .uuid()
            .as_bytes()
            .to_vec();
        let mut connection = self.shared.pools.reader().await?;
        let rows = connection.fetch_each(stream::by_uuid(connection.dialect(), vec![uuid])).await;
        let rows = rows.map_err(|failure| failure.error)?;
        rows.into_iter().flatten().next().map(|cells| state(cells, stream)).transpose()
    }
}

fn info(mut cells: Cells) -> Result<StreamInfo> {
    let id = cells.int()?;
    let stream = StreamRef { stream_type: cells.text()?, key: cells.text()? };
    let Standing { version, token, .. } = standing(&mut cells)?;
    Ok(StreamInfo { stream, version, token, id })
}

fn state(mut cells: Cells, stream: &StreamRef) -> Result<StreamInfo> {
    let row = row_from(&mut cells)?;
    if row.key != stream.key {
        return Err(Error::corrupt(format!(
            "the id of stream {stream} belongs to key {:?}",
            row.key
        )));
    }
    let Standing { version, token, .. } = standing(&mut cells)?;
    Ok(StreamInfo { stream: stream.clone(), version, token, id: row.id })
}
