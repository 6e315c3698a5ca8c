//! A migrated database with all views, made once and copied: opening a fresh one takes a hundred
//! times as long.

use std::path::Path;

use gundb::Gundb;
use gundb::model::format::Genesis;
use gundb::model::{Origin, Space};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::held::Held;
use super::model::Views;
use super::time::Seeded;
use crate::sql::Sql;

/// What the template's own origin is made of.
const SEED: u64 = 1;

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

/// A store, and where in it its origin is written.
struct Template {
    store: Vec<u8>,
    genesis: Genesis,
    offsets: [Vec<usize>; 3],
}

/// Writes a copy into a file, as the store of a writer of its own.
pub(super) async fn copy_to(file: &Path, origin: u64) -> Held {
    let template = TEMPLATE.get_or_try_init(make).await?;
    // SQLite stores numbers of this size in eight bytes, so one can replace the other.
    let origin = Origin::new((origin >> 2) | (1 << 62)).map_err(|error| error.to_string())?;
    let mut store = template.store.clone();
    let marks = marks(&Genesis { origin, ..template.genesis.clone() });
    for (mark, offsets) in marks.iter().zip(&template.offsets) {
        offsets
            .iter()
            .for_each(|offset| store[*offset..*offset + mark.len()].copy_from_slice(mark));
    }
    std::fs::write(file, store).map_err(|error| format!("the template: {error}"))
}

/// The bytes of an origin in a store.
fn marks(genesis: &Genesis) -> [Vec<u8>; 3] {
    let origin = genesis.origin.number().to_be_bytes();
    [genesis.encode(), genesis.hash().as_bytes().to_vec(), origin.to_vec()]
}

async fn make() -> Held<Template> {
    let directory = TempDir::with_prefix("gundb-sim-").map_err(|error| error.to_string())?;
    let file = directory.path().join("template.db");
    let url = format!("sqlite://{}", file.display());
    let builder = Views::All.register(Gundb::builder().entropy(Seeded::new(SEED)));
    builder.open(&url).await.map_err(|error| error.to_string())?.close().await;
    let origin = origin(&url).await.map_err(|error| error.to_string())?.unwrap_or_default();
    let origin = Origin::new(origin).map_err(|error| error.to_string())?;
    let genesis = Genesis {
        origin,
        space: Space::default(),
        predecessor: None,
        public_key: None,
        unknown: Vec::new(),
    };
    let store = std::fs::read(&file).map_err(|error| error.to_string())?;
    let offsets = marks(&genesis).map(|mark| {
        (0..store.len() - mark.len())
            .filter(|offset| store[*offset..].starts_with(&mark))
            .collect::<Vec<_>>()
    });
    match offsets.iter().any(Vec::is_empty) {
        true => Err("the template does not say who writes it".to_owned()),
        false => Ok(Template { store, genesis, offsets }),
    }
}

async fn origin(url: &str) -> sqlx::Result<Option<u64>> {
    let rows = Sql::connect(url).await?.query("SELECT origin FROM gundb_log").await?;
    Ok(rows.into_iter().flatten().flatten().next().and_then(|origin| origin.parse().ok()))
}
