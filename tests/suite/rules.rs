//! Every rule and every column type, from the derive to the table and back.

mod any_order;
mod as_stored;
mod code;
mod creates;
mod decimals;
mod defaults;
mod enums;
mod full_lists;
mod many_streams;
mod min_max;
mod nested;
mod peers_unique;
mod round_trip;
mod sets;
mod siblings;

use gundb::Gundb;
use gundb::view::View;
use gundb_tests::backend::Database;

/// A fresh database with one view.
async fn open<V: View>(db: &Database) -> Gundb {
    Gundb::builder().view::<V>().open(db.url()).await.expect("the view opens")
}

/// The row of a stream.
async fn row<V: View>(db: &Gundb, key: &str) -> V {
    db.get::<V>(key).await.expect("the view can be read").expect("the row is there")
}
