//! The small model that histories are written in: every rule, a view over many streams, a view
//! folded by hand.

use std::collections::BTreeSet;

use gundb::Siblings;
use gundb::prelude::*;
use gundb::store::Builder;
use gundb::view::{Fold, Moment};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clubs::{ClubRow, DuesRow, FeeRow, HabitRow};
use super::event::{POISON, ThingEvent};

/// Every rule in one row, with rows that are removed and created again.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "things", event = ThingEvent, delete(Removed), creates(Made))]
pub(super) struct ThingRow {
    #[view(key)]
    pub id: String,
    #[view(set(Made.title, Titled.title))]
    pub title: Option<String>,
    #[view(first(Made.title, Titled.title))]
    pub first_title: Option<String>,
    #[view(set(Priced.cents))]
    pub cents: Option<i64>,
    #[view(add(Scored.points), sub(Fined.points))]
    pub points: i64,
    #[view(count(Scored, Fined))]
    pub moves: i64,
    #[view(min(Scored.points))]
    pub least: Option<i64>,
    #[view(max(Scored.points), default = 5)]
    pub most: i64,
    #[view(set(Measured.weight))]
    pub weight: f64,
    #[view(set(Measured.at))]
    pub at: Option<Timestamp>,
    #[view(insert(Tagged.tag), remove(Untagged.tag))]
    pub tags: BTreeSet<String>,
    #[view(siblings(Titled.title))]
    pub titles: Siblings<String>,
    #[view(created_at)]
    pub created_at: Timestamp,
    #[view(updated_at)]
    pub updated_at: Timestamp,
    #[view(version)]
    pub version: i64,
    #[view(clock)]
    pub clock: String,
}

/// A row that needs no order, and shows times, version and clock all the same.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "scores", event = ThingEvent)]
pub(super) struct ScoreRow {
    #[view(key)]
    pub id: String,
    #[view(add(Scored.points), sub(Fined.points))]
    pub points: i64,
    #[view(count(Scored))]
    pub scored: i64,
    #[view(min(Scored.points))]
    pub least: Option<i64>,
    #[view(max(Scored.points))]
    pub most: Option<i64>,
    #[view(created_at)]
    pub created_at: Timestamp,
    #[view(updated_at)]
    pub updated_at: Timestamp,
    #[view(version)]
    pub version: i64,
    #[view(clock)]
    pub clock: String,
}

/// A row of many streams that keeps nothing but how many, and since when.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "counts", event = ThingEvent, key(Scored.team))]
pub(super) struct CountRow {
    #[view(key)]
    pub team: String,
    #[view(count(Scored))]
    pub scored: i64,
    #[view(created_at)]
    pub created_at: Timestamp,
}

/// A view over many streams.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "teams", event = ThingEvent, key(Scored.team))]
pub(super) struct TeamRow {
    #[view(key)]
    pub team: String,
    #[view(count(Scored))]
    pub scored: i64,
    #[view(add(Scored.points))]
    pub points: i64,
    #[view(min(Scored.points))]
    pub least: Option<i64>,
    #[view(max(Scored.points))]
    pub most: Option<i64>,
}

/// A row that stays removed.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "kept", event = ThingEvent, delete(Removed))]
pub(super) struct KeptRow {
    #[view(key)]
    pub id: String,
    #[view(set(Made.title, Titled.title))]
    pub title: Option<String>,
    #[view(set(Priced.cents))]
    pub cents: Option<i64>,
}

/// A view folded by application code, whose events do not commute.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "lines", event = ThingEvent, fold)]
pub(super) struct LineRow {
    #[view(key)]
    pub id: String,
    pub words: i64,
    pub chain: i64,
}

impl Fold<ThingEvent> for LineRow {
    fn fold(&mut self, event: &ThingEvent, _: &Moment) {
        let ThingEvent::Said { word } = event else {
            self.chain = self.chain.wrapping_mul(31).wrapping_add(1);
            return;
        };
        if word == POISON {
            // As a panic, without its message on the terminal.
            std::panic::resume_unwind(Box::new(word.clone()));
        }
        self.words += 1;
        let letters = word.chars().map(|letter| i64::from(u32::from(letter)));
        self.chain =
            letters.fold(self.chain, |chain, letter| chain.wrapping_mul(31).wrapping_add(letter));
    }
}

/// Which views a node's program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Views {
    /// All.
    All,
    /// Those that rules fold: the code of the others is elsewhere.
    Rules,
    /// None.
    None,
}

impl Views {
    /// Registers them.
    pub(super) fn register(self, builder: Builder) -> Builder {
        let builder = builder.events::<ThingEvent>();
        match self {
            Self::None => builder,
            Self::Rules => rules(builder),
            Self::All => rules(builder).view::<LineRow>(),
        }
    }
}

fn rules(builder: Builder) -> Builder {
    let builder =
        builder.view::<ThingRow>().view::<CountRow>().view::<ScoreRow>().view::<TeamRow>();
    let builder = builder.view::<KeptRow>().view::<ClubRow>().view::<DuesRow>();
    builder.view::<FeeRow>().view::<HabitRow>()
}
