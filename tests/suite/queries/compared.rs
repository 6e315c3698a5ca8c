//! SQLite and Postgres answer the same random questions alike: columns of every type, filters,
//! orders, pages, totals, groups, keys, raw SQL and hostile names, on databases of several
//! collations and session settings.
//!
//! The seed is printed; `GUNDB_TEST_SEED` plays a run again.

mod asks;
mod filters;
mod ground;
mod parcels;

use gundb::prelude::*;
use gundb_tests::backend::Backend;
use gundb_tests::dice::Dice;

use crate::bank::assert_sound;
use parcels::{ByLabel, Parcel};

/// Databases that are made and asked.
const ROUNDS: usize = 4;
const ROWS: usize = 70;
const QUERIES: usize = 15;

/// Two stores of the same events.
pub(super) struct Both {
    pub(super) sqlite: Gundb,
    pub(super) postgres: Gundb,
}

#[test]
fn both_databases_answer_alike() {
    let mut dice = Dice::thrown();
    for _ in 0..ROUNDS {
        let dice = &mut dice;
        gundb_tests::backend::run(Backend::Sqlite, async move |sqlite| {
            let (ground, database) = ground::random(dice).await;
            println!("{ground}");
            let open = |url: String| async move {
                let builder = Gundb::builder().view::<Parcel>().view::<ByLabel>();
                builder.open(&url).await.unwrap_or_else(|error| panic!("{url}: {error}"))
            };
            let both = Both {
                sqlite: open(sqlite.url().to_owned()).await,
                postgres: open(database.url().to_owned()).await,
            };
            Box::pin(ask(dice, &both)).await;
        });
    }
}

async fn ask(dice: &mut Dice, both: &Both) {
    // Half of the events are written here, half there.
    for store in [&both.sqlite, &both.postgres] {
        parcels::put(dice, store, ROWS / 2).await;
    }
    gundb::transport::sync(&both.sqlite, &both.postgres).await.unwrap();
    asks::same_rows(both).await;
    for _ in 0..QUERIES {
        Box::pin(asks::one_query(dice, both)).await;
    }
    for _ in 0..QUERIES {
        Box::pin(asks::raw_sql(dice, both)).await;
    }
    Box::pin(asks::hostile_names(dice, both)).await;
    for store in [&both.sqlite, &both.postgres] {
        assert_sound(store).await;
    }
    let hashes = async |store: &Gundb| store.verify().await.unwrap().views;
    assert_eq!(hashes(&both.sqlite).await, hashes(&both.postgres).await);
}
