//! The two nodes of the story: one on the shore, one on a ship, each with a database of its own.

use gundb::prelude::*;
use gundb::store::{Read, Recorded};

use super::model::AccountRow;
use crate::exit::Failure;
use crate::output::text::{self, Column};

/// One of the two.
pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) db: Gundb,
    /// Events that were there when the story began.
    before: u64,
}

/// Both of them.
pub(super) struct Nodes {
    pub(super) shore: Node,
    pub(super) ship: Node,
}

impl Nodes {
    pub(super) async fn open(url: &str) -> anyhow::Result<Self> {
        let shore = Node::open("shore", url, "").await?;
        let beside = beside(url, &shore.db.url());
        match Node::open("ship", &beside, " (this is the second node of the demo)").await {
            Ok(ship) => Ok(Self { shore, ship }),
            Err(error) => {
                shore.db.close().await;
                Err(error)
            }
        }
    }

    pub(super) async fn close(self) {
        self.shore.db.close().await;
        self.ship.db.close().await;
    }

    pub(super) fn both(&self) -> [&Node; 2] {
        [&self.shore, &self.ship]
    }
}

impl Node {
    async fn open(name: &'static str, url: &str, hint: &str) -> anyhow::Result<Self> {
        let opened = Gundb::builder().view::<AccountRow>().open(url).await;
        let db = opened.map_err(|error| Failure::opening(&error, hint))?;
        match last_position(&db).await {
            Ok(before) => Ok(Self { name, db, before }),
            Err(error) => {
                db.close().await;
                Err(error.into())
            }
        }
    }

    /// `which is new`, or how it continues.
    pub(super) fn standing(&self) -> String {
        match self.before {
            0 => "which is new".to_owned(),
            events => format!("continuing with {}", text::counted(events, "event")),
        }
    }

    /// The event at a position.
    pub(super) async fn event(&self, position: u64) -> anyhow::Result<Recorded> {
        let mut events = self.db.read(Read::all().from_position(position).limit(1)).await?;
        let event = events.next().await?;
        event.ok_or_else(|| {
            anyhow::anyhow!("there is no event at position {position} of {}", self.db.url())
        })
    }

    /// Cells of an account's row, as [`row_columns`] names them.
    pub(super) async fn row(&self, key: &str) -> anyhow::Result<Vec<String>> {
        let row = self.db.get::<AccountRow>(key).await?;
        let row = row.ok_or_else(|| anyhow::anyhow!("{} has no account {key}", self.db.url()))?;
        Ok([vec![self.name.to_owned()], cells(row)].concat())
    }
}

/// Names of the columns of [`Node::row`].
pub(super) fn row_columns() -> Vec<Column> {
    [vec![Column::text("node")], columns()].concat()
}

/// Names of the columns of [`cells`].
pub(super) fn columns() -> Vec<Column> {
    vec![Column::text("id"), Column::text("owner"), Column::number("balance"), Column::text("city")]
}

/// A row for people.
pub(super) fn cells(row: AccountRow) -> Vec<String> {
    let cities: Vec<&str> = row.city.values().map(String::as_str).collect();
    vec![row.id, row.owner, super::decisions::euros(row.balance), cities.join(" and ")]
}

async fn last_position(db: &Gundb) -> gundb::Result<u64> {
    let mut last = db.read(Read::all().backwards().limit(1)).await?;
    Ok(last.next().await?.map_or(0, |event| event.position()))
}

/// The ship's database: `bank-ship.db` beside `bank.db`, and in the current directory where the
/// shore is on a server. `shown` is the URL without what may be a password.
fn beside(url: &str, shown: &str) -> String {
    let is_word = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    let Some(file) = url.strip_prefix("sqlite:") else {
        let database =
            shown.rsplit('/').next().filter(|name| is_word(name)).unwrap_or("gundb-demo");
        return format!("sqlite://{database}-ship.db");
    };
    if file.contains(":memory:") || file.contains("mode=memory") {
        return url.to_owned();
    }
    let (file, parameters) = file.split_at(file.find('?').unwrap_or(file.len()));
    let name = file.rfind('/').map_or(0, |slash| slash + 1);
    let dot = file[name..].rfind('.').filter(|dot| *dot > 0).map_or(file.len(), |dot| name + dot);
    let (stem, ending) = file.split_at(dot);
    format!("sqlite:{stem}-ship{ending}{parameters}")
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn the_ship_lies_beside_the_shore() {
        for (url, expected) in [
            ("sqlite://gundb-demo.db", "sqlite://gundb-demo-ship.db"),
            ("sqlite:bank", "sqlite:bank-ship"),
            ("sqlite:///a.b/bank.v1.sqlite?mode=rwc", "sqlite:///a.b/bank.v1-ship.sqlite?mode=rwc"),
            ("sqlite:///a.b/.bank", "sqlite:///a.b/.bank-ship"),
            ("sqlite://é%3F.db", "sqlite://é%3F-ship.db"),
            ("sqlite::memory:", "sqlite::memory:"),
        ] {
            assert_eq!(beside(url, url), expected);
        }
        for (shown, expected) in [
            ("postgres://host:5432/shop", "sqlite://shop-ship.db"),
            ("postgres://…", "sqlite://gundb-demo-ship.db"),
            ("postgres://host/..", "sqlite://gundb-demo-ship.db"),
        ] {
            assert_eq!(beside("postgres://u:secret@host/secret", shown), expected);
        }
    }
}
