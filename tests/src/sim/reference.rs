//! The reference fold: every view from nothing, by hand, of all that was appended, in canonical
//! order.
//!
//! It shares no line with the rule interpreter, and takes what writers had seen from the
//! simulation's own notes.

use std::collections::{BTreeMap, BTreeSet};

use gundb::Gundb;
use gundb::prelude::*;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::clubs::Clubs;
use super::compare::{merged, same};
use super::event::{POISON, ThingEvent};
use super::fact::{Fact, Facts, Said, clock_of, sequences};
use super::heads::{Dot, Heads};
use super::held::Held;
use super::marks::sometimes;
use super::model::{CountRow, KeptRow, LineRow, ScoreRow, TeamRow, ThingRow};

/// All rows of all views, by key.
#[derive(Debug, Default)]
pub(super) struct Reference {
    things: BTreeMap<String, ThingRow>,
    scores: BTreeMap<String, ScoreRow>,
    teams: BTreeMap<String, TeamRow>,
    counts: BTreeMap<String, CountRow>,
    kept: BTreeMap<String, KeptRow>,
    lines: BTreeMap<String, LineRow>,
    clubs: Clubs,
}

/// One event in its stream.
struct At<'a> {
    key: &'a str,
    clock: &'a Heads,
    dot: Dot,
    recorded: Timestamp,
    /// Whether an event before it brought the same.
    repeats: bool,
}

impl Reference {
    /// Folds everything.
    pub(super) fn fold(facts: &Facts) -> Self {
        let mut streams: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
        for fact in facts.values().filter(|fact| fact.stream().0 == ThingEvent::STREAM_TYPE) {
            streams.entry(fact.stream().1).or_default().push(fact);
        }
        let mut reference = Self::default();
        for (key, mut stream) in streams {
            stream.sort_by_key(|fact| fact.order());
            reference.fold_stream(key, &stream);
        }
        reference.count(facts);
        reference.clubs = Clubs::of(facts);
        reference
    }

    fn fold_stream(&mut self, key: &str, stream: &[&Fact]) {
        let (mut thing, mut kept) = (Life::Unborn, Life::Unborn);
        let sequences = sequences(stream.iter().copied());
        let mut facts: BTreeMap<Uuid, Vec<&Fact>> = BTreeMap::new();
        for fact in stream {
            let same_id = fact.record.id.map(|id| facts.entry(id).or_default());
            let repeats = same_id.is_some_and(|same_id| {
                same_id.push(fact);
                same_id.iter().any(|before| before.dot() != fact.dot() && fact.repeats(before))
            });
            let at = At {
                key,
                clock: &clock_of(fact, &sequences),
                dot: fact.dot(),
                recorded: Timestamp::from_microsecond(fact.record.recorded_us).unwrap_or_default(),
                repeats,
            };
            let odd_title = fact.record.event_type.as_deref() == Some("thing.titled");
            match fact.said() {
                Said::Unknown => {}
                // The row of scores reads no title.
                Said::Odd if odd_title => self.score(&ThingEvent::Titled { title: None }, &at),
                Said::Odd => {}
                Said::Thing(event) => {
                    thing = thing.fold(&event, &at);
                    kept = kept.fold_kept(&event, &at);
                    self.score(&event, &at);
                    self.team(&event, &at);
                    self.line(&event, &at);
                }
            }
        }
        if let Life::Live(thing) = thing {
            self.things.insert(key.to_owned(), thing.row());
        }
        if let Life::Live(thing) = kept {
            let ThingRow { id, title, cents, .. } = thing.row();
            self.kept.insert(key.to_owned(), KeptRow { id, title, cents });
        }
    }

    fn score(&mut self, event: &ThingEvent, at: &At<'_>) {
        let row = self.scores.entry(at.key.to_owned()).or_insert_with(|| ScoreRow {
            id: at.key.to_owned(),
            points: 0,
            scored: 0,
            least: None,
            most: None,
            created_at: at.recorded,
            updated_at: at.recorded,
            version: 0,
            clock: String::new(),
        });
        row.updated_at = at.recorded;
        row.clock = merged(&row.clock, at.clock);
        if at.repeats {
            return;
        }
        row.version += 1;
        match event {
            ThingEvent::Scored { points, .. } => {
                row.points = row.points.wrapping_add(*points);
                row.scored += 1;
                row.least = Some(row.least.map_or(*points, |least| least.min(*points)));
                row.most = Some(row.most.map_or(*points, |most| most.max(*points)));
            }
            ThingEvent::Fined { points } => row.points = row.points.wrapping_sub(*points),
            _ => {}
        }
    }

    fn team(&mut self, event: &ThingEvent, at: &At<'_>) {
        let ThingEvent::Scored { points, team: Some(team) } = event else { return };
        let (points, row) = (*points, self.teams.entry(team.clone()));
        let row = row.or_insert_with(|| TeamRow {
            team: team.clone(),
            scored: 0,
            points: 0,
            least: None,
            most: None,
        });
        if !at.repeats {
            row.scored += 1;
            row.points = row.points.wrapping_add(points);
            row.least = Some(row.least.map_or(points, |least| least.min(points)));
            row.most = Some(row.most.map_or(points, |most| most.max(points)));
        }
    }

    fn line(&mut self, event: &ThingEvent, at: &At<'_>) {
        if !at.repeats && *event == (ThingEvent::Said { word: POISON.to_owned() }) {
            return;
        }
        let row = self.lines.entry(at.key.to_owned());
        let row = row.or_insert_with(|| LineRow { id: at.key.to_owned(), words: 0, chain: 0 });
        let letters: Vec<i64> = match event {
            _ if at.repeats => return,
            ThingEvent::Said { word } => {
                row.words += 1;
                word.chars().map(|letter| i64::from(u32::from(letter))).collect()
            }
            _ => vec![1],
        };
        for letter in letters {
            row.chain = row.chain.wrapping_mul(31).wrapping_add(letter);
        }
    }

    /// Teams show when their first event was recorded, in whatever stream that was.
    fn count(&mut self, facts: &Facts) {
        let mut facts: Vec<&Fact> = facts.values().collect();
        facts.sort_by_key(|fact| fact.order());
        for fact in facts {
            let Said::Thing(ThingEvent::Scored { team: Some(team), .. }) = fact.said() else {
                continue;
            };
            let (scored, recorded) =
                (self.teams.get(&team).map_or(0, |row| row.scored), fact.record.recorded_us);
            let created_at = Timestamp::from_microsecond(recorded).unwrap_or_default();
            self.counts.entry(team.clone()).or_insert(CountRow { team, scored, created_at });
        }
    }

    /// Compares the tables of a store.
    pub(super) async fn compare(&self, db: &Gundb) -> Held {
        same(&self.things, db, |row| row.id.clone()).await?;
        same(&self.scores, db, |row| row.id.clone()).await?;
        same(&self.counts, db, |row| row.team.clone()).await?;
        same(&self.teams, db, |row| row.team.clone()).await?;
        same(&self.kept, db, |row| row.id.clone()).await?;
        same(&self.lines, db, |row| row.id.clone()).await?;
        self.clubs.compare(db).await
    }

    /// Notes what happens sometimes.
    pub(super) fn mark(&self) {
        sometimes(
            "siblings stood side by side",
            self.things.values().any(|row| row.titles.len() > 1),
        );
        sometimes("rows were gone at the end", self.things.len() < self.scores.len());
    }
}

/// A row of things; a row of `kept` is removed the same way, and never created again.
enum Life {
    Unborn,
    Live(Box<Thing>),
    Gone,
}

struct Thing {
    row: ThingRow,
    most: Option<i64>,
    /// Elements with the events that put them in.
    tags: BTreeMap<String, Vec<Dot>>,
    titles: Vec<(Dot, Value)>,
}

impl Life {
    fn fold(self, event: &ThingEvent, at: &At<'_>) -> Self {
        let creates = matches!(event, ThingEvent::Made { .. }) && !at.repeats;
        match self {
            Self::Gone if !creates => Self::Gone,
            _ if *event == ThingEvent::Removed && !at.repeats => Self::Gone,
            Self::Live(thing) => Self::Live(Box::new(thing.fold(event, at))),
            Self::Unborn | Self::Gone => Self::Live(Box::new(Thing::born(at).fold(event, at))),
        }
    }

    fn fold_kept(self, event: &ThingEvent, at: &At<'_>) -> Self {
        use ThingEvent::{Made, Priced, Removed, Titled};
        match self {
            Self::Gone => Self::Gone,
            life if matches!(event, Made { .. } | Titled { .. } | Priced { .. } | Removed) => {
                life.fold(event, at)
            }
            life => life,
        }
    }
}

impl Thing {
    fn born(at: &At<'_>) -> Self {
        let row = ThingRow {
            id: at.key.to_owned(),
            title: None,
            first_title: None,
            cents: None,
            points: 0,
            moves: 0,
            least: None,
            most: 5,
            weight: 0.0,
            at: None,
            tags: BTreeSet::new(),
            titles: Default::default(),
            created_at: at.recorded,
            updated_at: at.recorded,
            version: 0,
            clock: String::new(),
        };
        Self { row, most: None, tags: BTreeMap::new(), titles: Vec::new() }
    }

    fn fold(mut self, event: &ThingEvent, at: &At<'_>) -> Self {
        let row = &mut self.row;
        row.updated_at = at.recorded;
        row.clock = merged(&row.clock, at.clock);
        if at.repeats {
            return self;
        }
        row.version += 1;
        match event {
            ThingEvent::Made { title } => self.title(Some(title)),
            ThingEvent::Titled { title } => {
                self.title(title.as_ref());
                self.titles.retain(|(dot, _)| !has(at.clock, *dot));
                if let Some(title) = title {
                    let (origin, sequence) = at.dot;
                    let sibling = json!({"value": title, "origin": origin.to_string(), "sequence": sequence,
                        "at": at.recorded});
                    self.titles.push((at.dot, sibling));
                }
            }
            ThingEvent::Priced { cents } => row.cents = *cents,
            ThingEvent::Scored { points, .. } => {
                (row.points, row.moves) = (row.points.wrapping_add(*points), row.moves + 1);
                row.least = Some(row.least.map_or(*points, |least| least.min(*points)));
                self.most = Some(self.most.map_or(*points, |most| most.max(*points)));
            }
            ThingEvent::Fined { points } => {
                (row.points, row.moves) = (row.points.wrapping_sub(*points), row.moves + 1);
            }
            // Minus zero is zero.
            ThingEvent::Measured { weight, at } => {
                (row.weight, row.at) = (*weight + 0.0, Some(*at))
            }
            ThingEvent::Tagged { tag } => {
                let dots = self.tags.entry(tag.clone()).or_default();
                dots.push(at.dot);
            }
            ThingEvent::Untagged { tag } => {
                self.tags.entry(tag.clone()).or_default().retain(|dot| !has(at.clock, *dot));
            }
            ThingEvent::Said { .. }
            | ThingEvent::Removed
            | ThingEvent::Joined { .. }
            | ThingEvent::Left { .. }
            | ThingEvent::Disbanded { .. }
            | ThingEvent::Founded { .. } => {}
        }
        self
    }

    fn title(&mut self, title: Option<&String>) {
        self.row.title = title.cloned();
        self.row.first_title = self.row.first_title.take().or(title.cloned());
    }

    fn row(self) -> ThingRow {
        let tags = self.tags.into_iter().filter(|(_, dots)| !dots.is_empty());
        let titles = self.titles.into_iter().map(|(_, title)| title).collect();
        ThingRow {
            most: self.most.unwrap_or(self.row.most),
            tags: tags.map(|(tag, _)| tag).collect(),
            titles: serde_json::from_value(Value::Array(titles))
                .expect("siblings as they are written"),
            ..self.row
        }
    }
}

fn has(clock: &Heads, (origin, sequence): Dot) -> bool {
    clock.get(&origin).is_some_and(|seen| *seen >= sequence)
}
