//! Plays a script: does what it says, and writes down what was appended.

use std::collections::BTreeMap;
use std::path::Path;

use gundb::Gundb;
use gundb::clock::CanonicalKey;
use gundb::model::Space;
use gundb::prelude::*;
use gundb::replication::{EventSink as _, Received};
use gundb::store::Append;
use tempfile::TempDir;
use uuid::Uuid;

use super::carry::carry;
use super::fact::{Fact, Facts};
use super::heads::Heads;
use super::held::Held;
use super::marks::sometimes;
use super::meet::meet;
use super::model::Views;
use super::node::{Home, Node, records_between};
use super::oracle;
use super::script::{Act, ForeignRecord, Jump, Part, Script};
use crate::dice::Dice;
use crate::foreign::ForeignWriter;
use crate::postgres;

/// Where files are that nobody wants to keep.
const MEMORY: &str = "/dev/shm";
/// What a refused table says.
const FAULT: &str = "the simulation refuses this";

/// The nodes, and what is known of them.
pub(super) struct World {
    pub(super) nodes: Vec<Node>,
    pub(super) facts: Facts,
    pub(super) foreign: ForeignWriter,
    pub(super) trace: Vec<String>,
    /// What each node holds, as it said after the last step that touched it.
    held: Vec<Heads>,
    /// The canonically last event of each stream that each node holds.
    latest: Vec<BTreeMap<Option<(String, String)>, CanonicalKey>>,
    now_ms: i64,
    chance: Dice,
    /// Whether a database refuses something just now.
    is_failing: bool,
    _directory: TempDir,
}

impl World {
    pub(super) async fn begin(script: &Script) -> Held<Self> {
        let base = if Path::new(MEMORY).is_dir() {
            Path::new(MEMORY).to_owned()
        } else {
            std::env::temp_dir()
        };
        let directory =
            TempDir::with_prefix_in("gundb-sim-", base).map_err(|error| error.to_string())?;
        let mut chance = Dice::new(script.seed);
        let mut nodes = Vec::new();
        for number in 0..script.nodes {
            let home = match number < script.postgres {
                true => Home::Postgres(postgres::fresh_database().await),
                false => Node::file(directory.path(), number),
            };
            nodes.push(Node::begin(home, chance.roll()).await?);
        }
        let foreign = ForeignWriter::new((chance.roll() >> 1).max(1), Space::default());
        let (facts, trace) = Default::default();
        let now_ms = 1_767_225_600_000;
        let latest = vec![BTreeMap::new(); nodes.len()];
        let held = vec![Heads::new(); nodes.len()];
        Ok(Self {
            held,
            latest,
            nodes,
            facts,
            foreign,
            trace,
            now_ms,
            chance,
            is_failing: false,
            _directory: directory,
        })
    }

    /// Plays all steps, with a look at some node now and then.
    pub(super) async fn play(&mut self, script: &Script) -> Held {
        for (number, step) in script.steps.iter().enumerate() {
            self.now_ms += step.after_ms;
            for node in self.nodes.iter().filter(|node| !node.is_frozen) {
                node.clock.move_by(step.after_ms);
            }
            let outcome =
                self.act(&step.act).await.map_err(|broken| format!("step {number}: {broken}"))?;
            self.trace.push(format!("{number} {outcome}"));
            self.look(script, number)
                .await
                .map_err(|broken| format!("after step {number}: {broken}"))?;
        }
        Ok(())
    }

    /// Verifies a store, if it is time for that; all of them, where it always is.
    async fn look(&self, script: &Script, number: usize) -> Held {
        let count = self.nodes.len();
        let nodes = match script.look_every {
            1 => 0..count,
            every if number % every == every - 1 => number % count..number % count + 1,
            _ => 0..0,
        };
        for node in &self.nodes[nodes] {
            oracle::sound(node.db()).await?;
        }
        Ok(())
    }

    async fn act(&mut self, act: &Act) -> Held<String> {
        match act {
            Act::Append { node, parts, id } => self.append(*node, parts, *id).await,
            Act::Meet { first, second, cut } => self.meet(*first, *second, *cut).await,
            Act::Deliver { from, to, bytes_max, carrier } => {
                let (from_held, to_held) = (&self.held[*from], &self.held[*to]);
                let (from_db, to_db) = (self.nodes[*from].db(), self.nodes[*to].db());
                let (pieces, received) =
                    carry(from_db, from_held, to_db, to_held, *bytes_max, *carrier).await?;
                let outcome = self.received(received)?;
                self.took(*to).await?;
                Ok(format!("deliver {from} {to} {pieces} {outcome}"))
            }
            Act::Foreign { to, what } => self.foreign_record(*to, what).await,
            Act::Crash { node, views } => {
                let waiting = oracle::waiting(&self.nodes[*node]).await?;
                sometimes("records waited through a crash", waiting > 0);
                self.nodes[*node].open(*views).await?;
                let held = self.nodes[*node].heads().await?;
                if held != self.held[*node] {
                    return Err(format!(
                        "O3: {node} held {:?}, and {held:?} after the crash",
                        self.held[*node]
                    ));
                }
                Ok(format!("crash {node} {views:?}"))
            }
            Act::Clock { node, jump } => {
                let clock = &mut self.nodes[*node];
                match jump {
                    Jump::By(ms) => {
                        sometimes("a clock went back", *ms < 0);
                        clock.clock.move_by(*ms);
                    }
                    Jump::Freeze => clock.is_frozen = true,
                    Jump::Thaw => clock.is_frozen = false,
                }
                Ok(format!("clock {node} {jump:?}"))
            }
            Act::Rebuild { node, view } => {
                let rebuilt = self.nodes[*node].db().rebuild_view(view).await;
                // A program without the code, or without the view, says so.
                Ok(format!("rebuild {node} {view} {}", rebuilt.is_ok()))
            }
            Act::Failing { node, table, act } => self.failing(*node, table, act).await,
        }
    }

    async fn append(&mut self, node: usize, parts: &[Part], id: Option<u8>) -> Held<String> {
        let appended = self.nodes[node].db().append_all(appends(parts, id)?).await;
        let after = self.nodes[node].heads().await?;
        let stored = match &appended {
            Ok(appended) => appended.stored() as u64,
            Err(error) if error.is_duplicate_id() => {
                sometimes("one id was refused a second fact", true);
                0
            }
            Err(_) if self.is_failing => {
                sometimes("a database refused an append", true);
                0
            }
            Err(error) => return Err(format!("node {node} refused an append: {error}")),
        };
        let before = &self.held[node];
        if after.values().sum::<u64>() != before.values().sum::<u64>() + stored {
            return Err(format!(
                "node {node} answered {appended:?}, and went from {before:?} to {after:?}"
            ));
        }
        if stored > 0 {
            self.note(node, &after).await?;
        }
        self.note_late(node, after);
        sometimes("a batch reached over several streams", stored > 0 && parts.len() > 1);
        let outcome =
            appended.map_or_else(|_| "refused".to_owned(), |appended| appended.token().to_string());
        Ok(format!("append {node} {stored} {outcome}"))
    }

    /// Writes down what a node just wrote.
    async fn note(&mut self, node: usize, after: &Heads) -> Held {
        let mut held = self.held[node].clone();
        for (record, hash) in records_between(self.nodes[node].db(), &held, after).await? {
            held.insert(record.origin.number(), record.sequence);
            let fact = Fact { record, hash, held: held.clone() };
            if let Some(other) = self.facts.insert(fact.dot(), fact) {
                return Err(format!("O2: dot {:?} was written twice", other.dot()));
            }
        }
        Ok(())
    }

    async fn meet(&mut self, first: usize, second: usize, cut: Option<usize>) -> Held<String> {
        let meeting = meet(self.nodes[first].db(), self.nodes[second].db(), cut).await;
        let meeting =
            meeting.map_err(|error| format!("meeting of {first} and {second}: {error}"))?;
        if let Some(trouble) =
            meeting.trouble.as_ref().filter(|_| cut.is_none() && !self.is_failing)
        {
            return Err(format!("the meeting of {first} and {second} was not finished: {trouble}"));
        }
        sometimes("a meeting was cut in the middle", meeting.trouble.is_some() && cut.is_some());
        let [there, back] = meeting.received;
        let outcomes = [self.received(Ok(there))?, self.received(Ok(back))?];
        self.took(first).await?;
        self.took(second).await?;
        Ok(format!("meet {first} {second} {} {} {}", meeting.messages, outcomes[0], outcomes[1]))
    }

    async fn foreign_record(&mut self, to: usize, what: &ForeignRecord) -> Held<String> {
        let (now_ms, nonce) = (self.now_ms, self.chance.roll() >> 1);
        let written = self.foreign.write(|record| {
            record.hlc = record.hlc.max(now_ms.cast_unsigned() << 16);
            (record.nonce, record.recorded_us) = (nonce, now_ms * 1000);
            what.say(record);
        });
        let (record, hash) =
            self.foreign.last().cloned().ok_or("the foreign writer wrote nothing")?;
        let fact =
            Fact { record, hash, held: Heads::from([(written.origin.number(), written.sequence)]) };
        self.facts.insert(fact.dot(), fact);
        let index = usize::try_from(written.sequence - 1).expect("it is held in memory");
        let received = self.nodes[to].db().receive(vec![self.foreign.run_from(index)]).await;
        let outcome = self.received(received)?;
        self.took(to).await?;
        Ok(format!("foreign {to} {outcome}"))
    }

    /// What became of records; nobody here sends any that may be refused.
    fn received(&self, received: Result<Received, gundb::Error>) -> Held<String> {
        let received = match received {
            Ok(received) => received,
            Err(_) if self.is_failing => {
                sometimes("a database refused what was received", true);
                return Ok("failed".to_owned());
            }
            Err(error) => return Err(format!("receive: {error}")),
        };
        if let Some(refused) = received.refused.first() {
            return Err(format!("a run was refused: {refused:?}"));
        }
        sometimes("records waited", received.pending > 0);
        sometimes("a record came again", received.known > 0);
        Ok(format!("{}+{}~{}", received.new, received.known, received.pending))
    }

    /// A node may have taken something in.
    async fn took(&mut self, node: usize) -> Held {
        let after = self.nodes[node].heads().await?;
        self.note_late(node, after);
        Ok(())
    }

    /// Looks whether a node got events that belong before others which it held.
    fn note_late(&mut self, node: usize, after: Heads) {
        let before = std::mem::replace(&mut self.held[node], after);
        let mut came = Vec::new();
        for (origin, sequence) in &self.held[node] {
            let held = before.get(origin).copied().unwrap_or(0);
            if *sequence > held {
                let new = (*origin, held + 1)..=(*origin, *sequence);
                came.extend(self.facts.range(new).map(|(_, fact)| fact));
            }
        }
        let latest = &mut self.latest[node];
        let is_late = |fact: &&Fact| latest.get(&fact.record.stream) > Some(&fact.order());
        sometimes("an event came late", came.iter().any(is_late));
        for fact in came {
            let last = latest.entry(fact.record.stream.clone()).or_insert(fact.order());
            *last = fact.order().max(*last);
        }
    }

    async fn failing(&mut self, node: usize, table: &str, act: &Act) -> Held<String> {
        let failed = |error| format!("a fault in {table}: {error}");
        if self.nodes[node].is_sqlite() {
            self.nodes[node].sql().await?.execute(&refusal(table)).await.map_err(failed)?;
        }
        self.is_failing = true;
        let outcome = Box::pin(self.act(act)).await;
        self.is_failing = false;
        let drop = "DROP TRIGGER IF EXISTS sim_insert; DROP TRIGGER IF EXISTS sim_update";
        if self.nodes[node].is_sqlite() {
            self.nodes[node].sql().await?.execute(drop).await.map_err(failed)?;
        }
        Ok(format!("failing {table} {}", outcome?))
    }

    /// Opens everything as it should be.
    pub(super) async fn heal(&mut self) -> Held {
        for node in &mut self.nodes {
            if node.views != Views::All {
                sometimes("a view was left behind", left_behind(node.db()).await?.next().is_some());
                node.open(Views::All).await?;
            }
            caught_up(node.db()).await?;
        }
        if self.foreign.last().is_some() {
            let received = self.nodes[0].db().receive(vec![self.foreign.run()]).await;
            self.received(received)?;
        }
        Ok(())
    }
}

/// Names of the views that lack events.
async fn left_behind(db: &Gundb) -> Held<impl Iterator<Item = String>> {
    let views = db.views().await.map_err(|error| error.to_string())?.into_iter();
    let behind = views.filter(|view| !view.state.is_caught_up() || view.is_beside);
    Ok(behind.map(|view| view.description.table))
}

async fn caught_up(db: &Gundb) -> Held {
    for name in left_behind(db).await? {
        db.wait_until_caught_up(&name).await.map_err(|error| format!("view {name}: {error}"))?;
    }
    Ok(())
}

fn appends(parts: &[Part], id: Option<u8>) -> Held<Vec<Append>> {
    let mut id = id.map(|id| Uuid::from_u128(u128::from(id) + 1));
    let part = |part: &Part| {
        let events = part.events.iter().map(|event| {
            let event = NewEvent::typed(event)?;
            Ok(match id.take() {
                Some(id) => event.with_id(id),
                None => event,
            })
        });
        let stream = StreamRef::new("thing", part.key.clone());
        Ok(Append::events(stream, Expect::Any, events.collect::<gundb::Result<_>>()?))
    };
    parts.iter().map(part).collect::<gundb::Result<_>>().map_err(|error| error.to_string())
}

/// Triggers that refuse every write of a table; of the locked row those that say something new.
fn refusal(table: &str) -> String {
    let only =
        if table == "gundb_store" { "WHEN NEW.next_position <> OLD.next_position" } else { "" };
    let body = format!("BEGIN SELECT RAISE(ABORT, '{FAULT}'); END");
    format!(
        "CREATE TRIGGER sim_insert BEFORE INSERT ON {table} {body};
         CREATE TRIGGER sim_update BEFORE UPDATE ON {table} {only} {body}"
    )
}
