//! Which streams there are.

use super::backend::Cells;
use super::handle::Gundb;
use crate::clock::VectorClock;
use crate::error::{Error, Result};
use crate::model::{Hash, Origin, Reference, StreamRef, Token};
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
        return Err(Error::corrupt(format!("the id of stream {stream} belongs to key {:?}", row.key)));
    }
    let Standing { version, token, .. } = standing(&mut cells)?;
    Ok(StreamInfo { stream: stream.clone(), version, token, id: row.id })
}

/// A stream from the columns that [`stream::by_uuid`] begins with and [`stream::all`] returns.
pub(super) fn row_from(cells: &mut Cells) -> Result<StreamRow> {
    Ok(StreamRow { id: cells.int()?, uuid: cells.bytes()?, stream_type: cells.int()?, key: cells.text()? })
}

/// Where a stream stands.
pub(super) struct Standing {
    pub(super) version: u64,
    /// Its heads.
    pub(super) token: Token,
    /// Whether its heads are more than its last event.
    pub(super) is_listed: bool,
}

/// Where a stream stands, from the columns that statements about streams share.
pub(super) fn standing(cells: &mut Cells) -> Result<Standing> {
    let (version, origin, sequence) = (cells.number()?, Origin::new(cells.number()?)?, cells.number()?);
    let last = Reference::to(origin, sequence, &hash_from(&cells.bytes()?)?);
    let (listed_version, heads) = (cells.opt_int()?, cells.opt_bytes()?);
    Ok(match (listed_version, heads) {
        (Some(version), Some(heads)) => Standing {
            version: version.cast_unsigned(),
            token: Token::new(Reference::list_from_bytes(&heads)?),
            is_listed: true,
        },
        _ => Standing { version, token: Token::new(vec![last]), is_listed: false },
    })
}

/// The clock of a stream from the columns of [`stream::by_uuid`]: by log, the last record of each that is in it.
pub(super) fn clock_from(mut cells: Cells) -> Result<VectorClock<i64>> {
    row_from(&mut cells)?;
    let standing = standing(&mut cells)?;
    clock(&mut cells, &standing.token)
}

/// The clock of a stream from the columns of [`stream::by_uuid`] that come after where it stands.
pub(super) fn clock(cells: &mut Cells, token: &Token) -> Result<VectorClock<i64>> {
    let (log, of_last) = (cells.int()?, cells.opt_text()?);
    match (cells.opt_text()?, of_last, token.heads()) {
        (Some(whole), ..) => whole.parse(),
        (None, of_last, [head]) => {
            let mut clock: VectorClock<i64> =
                of_last.map(|text| text.parse()).transpose()?.unwrap_or_default();
            clock.observe(log, head.sequence);
            Ok(clock)
        }
        (None, ..) => Err(Error::corrupt("a stream with several heads has no clock")),
    }
}

/// A hash from its bytes.
pub(super) fn hash_from(bytes: &[u8]) -> Result<Hash> {
    bytes.try_into().map(Hash::from_bytes).map_err(|_| Error::corrupt("a hash is not 32 bytes long"))
}
