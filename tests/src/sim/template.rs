//! A migrated database with all views, made once and copied: opening a fresh one takes a hundred times as long.

use std::path::Path;

use gundb::Gundb;
use gundb::model::format::Genesis;
use gundb::model::{Origin, Space};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::Held;
use super::model::Views;
use crate::sql::Sql;

static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

/// Writes a copy into a file, as the store of a writer of its own.
pub(super) async fn copy_to(file: &Path, origin: u64) -> Held {
    let failed = |error: sqlx::Error| format!("the template: {error}");
    let template = TEMPLATE.get_or_try_init(make).await?;
    std::fs::write(file, template).map_err(|error| format!("the template: {error}"))?;
    let origin = Origin::new((origin >> 1).max(1)).map_err(|error| error.to_string())?;
    let genesis =
        Genesis { origin, space: Space::default(), predecessor: None, public_key: None, unknown: Vec::new() };
    let (bytes, hash) = (hex(&genesis.encode()), hex(genesis.hash().as_bytes()));
    let sql = Sql::connect(&format!("sqlite://{}", file.display())).await.map_err(failed)?;
    let renamed = format!(
        "UPDATE gundb_log SET origin = {origin}, genesis = x'{bytes}', genesis_hash = x'{hash}', head_hash = x'{hash}'"
    );
    sql.execute(&renamed).await.map(drop).map_err(failed)
}

async fn make() -> Held<Vec<u8>> {
    let directory = TempDir::with_prefix("gundb-sim-").map_err(|error| error.to_string())?;
    let file = directory.path().join("template.db");
    let builder = Views::All.register(Gundb::builder());
    let db =
        builder.open(&format!("sqlite://{}", file.display())).await.map_err(|error| error.to_string())?;
    db.close().await;
    std::fs::read(&file).map_err(|error| error.to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
