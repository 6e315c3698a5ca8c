//! Streams as statements return them.

use crate::clock::VectorClock;
use crate::error::{Error, Result};
use crate::model::{Hash, Origin, Reference, Token};
use crate::sql::stream::StreamRow;
use crate::store::backend::Cells;

/// A stream from the columns that [`stream::by_uuid`] begins with and [`stream::all`] returns.
pub(in crate::store) fn row_from(cells: &mut Cells) -> Result<StreamRow> {
    Ok(StreamRow {
        id: cells.int()?,
        uuid: cells.bytes()?,
        stream_type: cells.int()?,
        key: cells.text()?,
    })
}

/// Where a stream stands.
pub(in crate::store) struct Standing {
    pub(in crate::store) version: u64,
    /// Its heads.
    pub(in crate::store) token: Token,
    /// Whether its heads are more than its last event.
    pub(in crate::store) is_listed: bool,
}

/// Where a stream stands, from the columns that statements about streams share.
pub(in crate::store) fn standing(cells: &mut Cells) -> Result<Standing> {
    let (version, origin, sequence) =
        (cells.number()?, Origin::new(cells.number()?)?, cells.number()?);
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

/// The clock of a stream from the columns of [`stream::by_uuid`]: by log, the last record of each
/// that is in it.
pub(in crate::store) fn clock_from(mut cells: Cells) -> Result<VectorClock<i64>> {
    row_from(&mut cells)?;
    let standing = standing(&mut cells)?;
    clock(&mut cells, &standing.token)
}

/// The clock of a stream from the columns of [`stream::by_uuid`] that come after where it stands.
pub(in crate::store) fn clock(cells: &mut Cells, token: &Token) -> Result<VectorClock<i64>> {
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
pub(in crate::store) fn hash_from(bytes: &[u8]) -> Result<Hash> {
    bytes
        .try_into()
        .map(Hash::from_bytes)
        .map_err(|_| Error::corrupt("a hash is not 32 bytes long"))
}
