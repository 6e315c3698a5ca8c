//! Views over many streams with every rule that they may have, and what their rows should be:
//! looked up backwards in all that was appended, in canonical order. It shares no line with the
//! rule interpreter.

use std::collections::{BTreeMap, BTreeSet};

use gundb::prelude::*;
use gundb::{Decimal, Gundb};
use jiff::Timestamp;

use super::compare::{merged, same};
use super::event::ThingEvent;
use super::fact::{Fact, Facts, Said, clock_of, sequences};
use super::held::Held;
use super::marks::sometimes;

/// A row that is removed and created again, at any node, in any order.
#[derive(Clone, Debug, PartialEq, View)]
#[view(
    table = "clubs",
    event = ThingEvent,
    delete(Disbanded),
    creates(Founded)
)]
pub(super) struct ClubRow {
    #[view(key(Joined.club, Left.club, Disbanded.club, Founded.club))]
    pub club: String,
    #[view(set(Joined.motto, Founded.motto))]
    pub motto: Option<String>,
    #[view(insert(Joined.member), remove(Left.member))]
    pub members: BTreeSet<String>,
    #[view(created_at)]
    pub created_at: Timestamp,
    #[view(updated_at)]
    pub updated_at: Timestamp,
    #[view(version)]
    pub version: i64,
    #[view(clock)]
    pub clock: String,
}

/// A row that is removed for good, and so may have every rule.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "dues", event = ThingEvent, delete(Disbanded))]
pub(super) struct DuesRow {
    #[view(key(Joined.club, Left.club, Disbanded.club))]
    pub club: String,
    #[view(first(Joined.motto))]
    pub first_motto: Option<String>,
    #[view(latest(Joined.at, Joined.motto))]
    pub latest_motto: Option<String>,
    #[view(add(Joined.fee), sub(Left.refund))]
    pub fees: Decimal,
    #[view(min(Joined.fee))]
    pub least: Option<Decimal>,
    #[view(count(Joined, Left))]
    pub moves: i64,
}

/// A row that stays, by a number: 2.0 and 2.00 are one.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "fees", event = ThingEvent, key(Joined.fee))]
pub(super) struct FeeRow {
    #[view(key)]
    pub fee: Decimal,
    #[view(set(Joined.club))]
    pub club: Option<String>,
    #[view(max(Joined.at))]
    pub last: Option<Timestamp>,
    #[view(updated_at)]
    pub updated_at: Timestamp,
}

/// A row of one stream that needs no order, but for two records of one fact.
#[derive(Clone, Debug, PartialEq, View)]
#[view(table = "habits", event = ThingEvent)]
pub(super) struct HabitRow {
    #[view(key)]
    pub id: String,
    #[view(latest(Joined.at, Joined.motto))]
    pub motto: Option<String>,
    #[view(add(Joined.fee), sub(Left.refund))]
    pub fees: Decimal,
}

/// An event in canonical order among all.
struct At<'a> {
    fact: &'a Fact,
    event: ThingEvent,
    /// Whether one before it brought the same.
    repeats: bool,
}

impl At<'_> {
    fn recorded(&self) -> Timestamp {
        Timestamp::from_microsecond(self.fact.record.recorded_us).unwrap_or_default()
    }

    fn club(&self) -> Option<String> {
        use ThingEvent::{Disbanded, Founded, Joined, Left};
        match &self.event {
            Joined { club, .. } | Left { club, .. } => club.clone(),
            Disbanded { club } | Founded { club, .. } => Some(club.clone()),
            _ => None,
        }
    }

    /// What the event brings into a club's coffers.
    fn amount(&self) -> Option<Decimal> {
        match &self.event {
            ThingEvent::Joined { fee, .. } => Some(*fee),
            ThingEvent::Left { refund, .. } => refund.map(|refund| -refund),
            _ => None,
        }
    }

    fn time_and_motto(&self) -> Option<(Timestamp, &Option<String>)> {
        match &self.event {
            ThingEvent::Joined { at: Some(at), motto, .. } => Some((*at, motto)),
            _ => None,
        }
    }
}

/// All rows, by key.
#[derive(Debug, Default)]
pub(super) struct Clubs {
    clubs: BTreeMap<String, ClubRow>,
    dues: BTreeMap<String, DuesRow>,
    fees: BTreeMap<String, FeeRow>,
    habits: BTreeMap<String, HabitRow>,
}

impl Clubs {
    /// Looks everything up.
    pub(super) fn of(facts: &Facts) -> Self {
        let events = in_order(facts);
        let mut groups: [BTreeMap<String, Vec<&At<'_>>>; 3] = Default::default();
        let [clubs, fees, streams] = &mut groups;
        for at in &events {
            if let Some(club) = at.club() {
                clubs.entry(club).or_default().push(at);
            }
            if let ThingEvent::Joined { fee, .. } = &at.event {
                fees.entry(fee.normalize().to_string()).or_default().push(at);
            }
            streams.entry(at.fact.stream().1.to_owned()).or_default().push(at);
        }
        let mut all = Self::default();
        for (club, events) in clubs.iter() {
            all.clubs.extend(club_row(club, events, facts).map(|row| (club.clone(), row)));
            all.dues.extend(dues_row(club, events).map(|row| (club.clone(), row)));
        }
        all.fees.extend(fees.iter().map(|(fee, events)| (fee.clone(), fee_row(events))));
        all.habits.extend(
            streams.iter().filter_map(|(id, events)| Some((id.clone(), habit_row(id, events)?))),
        );
        all.mark(clubs);
        all
    }

    /// Compares the tables of a store.
    pub(super) async fn compare(&self, db: &Gundb) -> Held {
        same(&self.clubs, db, |row| row.club.clone()).await?;
        same(&self.dues, db, |row| row.club.clone()).await?;
        same(&self.fees, db, |row| row.fee.to_string()).await?;
        same(&self.habits, db, |row| row.id.clone()).await
    }

    fn mark(&self, clubs: &BTreeMap<String, Vec<&At<'_>>>) {
        let has =
            |events: &[&At<'_>], is: fn(&ThingEvent) -> bool| events.iter().any(|at| is(&at.event));
        let goes = |event: &ThingEvent| matches!(event, ThingEvent::Disbanded { .. });
        let returned = |(club, events): (&String, &Vec<&At<'_>>)| {
            has(events, goes) && self.clubs.contains_key(club)
        };
        sometimes("a row of many streams came again", clubs.iter().any(returned));
        let is_gone = |club: &String| !self.clubs.contains_key(club);
        sometimes("a row of many streams was hidden at the end", clubs.keys().any(is_gone));
        let greatest = |row: &DuesRow| row.fees.mantissa().abs() > 10_i128.pow(27);
        sometimes("a sum of decimals came to its limit", self.dues.values().any(greatest));
    }
}

fn in_order(facts: &Facts) -> Vec<At<'_>> {
    let of_things = facts.values().filter(|fact| fact.stream().0 == ThingEvent::STREAM_TYPE);
    let mut ordered: Vec<&Fact> = of_things.collect();
    ordered.sort_by_key(|fact| fact.order());
    let mut before: BTreeMap<uuid::Uuid, Vec<&Fact>> = BTreeMap::new();
    let mut events = Vec::new();
    for fact in ordered {
        let same_id = fact.record.id.map(|id| before.entry(id).or_default());
        let repeats = same_id.is_some_and(|same_id| {
            let repeats = same_id.iter().any(|before| fact.repeats(before));
            same_id.push(fact);
            repeats
        });
        if let Said::Thing(event) = fact.said() {
            events.push(At { fact, event, repeats });
        }
    }
    events
}

fn club_row(club: &str, events: &[&At<'_>], facts: &Facts) -> Option<ClubRow> {
    let last = |is: fn(&ThingEvent) -> bool| events.iter().rposition(|at| is(&at.event));
    let removed = last(|event| matches!(event, ThingEvent::Disbanded { .. }));
    let created = last(|event| matches!(event, ThingEvent::Founded { .. }));
    if removed.is_some() && created < removed {
        return None;
    }
    let counts = &events[removed.map_or(0, |removed| removed + 1)..];
    let motto = counts.iter().rev().find_map(|at| match &at.event {
        ThingEvent::Joined { motto, .. } | ThingEvent::Founded { motto, .. } => Some(motto.clone()),
        _ => None,
    });
    let mut last_words = BTreeMap::new();
    for at in counts {
        match &at.event {
            ThingEvent::Joined { member, .. } => drop(last_words.insert(member.clone(), true)),
            ThingEvent::Left { member, .. } => drop(last_words.insert(member.clone(), false)),
            _ => {}
        }
    }
    let of_stream = |at: &At<'_>| {
        let same = facts.values().filter(|fact| fact.stream() == at.fact.stream());
        clock_of(at.fact, &sequences(same))
    };
    Some(ClubRow {
        club: club.to_owned(),
        motto: motto.flatten(),
        members: last_words
            .into_iter()
            .filter(|(_, is_in)| *is_in)
            .map(|(member, _)| member)
            .collect(),
        created_at: events[0].recorded(),
        updated_at: events[events.len() - 1].recorded(),
        version: events.iter().filter(|at| !at.repeats).count() as i64,
        clock: events.iter().fold(String::new(), |clock, at| merged(&clock, &of_stream(at))),
    })
}

fn dues_row(club: &str, events: &[&At<'_>]) -> Option<DuesRow> {
    let events: Vec<&At<'_>> = events
        .iter()
        .copied()
        .filter(|at| !matches!(at.event, ThingEvent::Founded { .. }))
        .collect();
    if events.is_empty() || events.iter().any(|at| matches!(at.event, ThingEvent::Disbanded { .. }))
    {
        return None;
    }
    let joined = |at: &&At<'_>| match &at.event {
        ThingEvent::Joined { fee, motto, .. } => Some((*fee, motto.clone())),
        _ => None,
    };
    let fees = events.iter().filter_map(joined).map(|(fee, _)| fee);
    Some(DuesRow {
        club: club.to_owned(),
        first_motto: events.iter().filter_map(joined).find_map(|(_, motto)| motto),
        latest_motto: latest_motto(events.iter().copied()),
        fees: sum(events.iter().filter(|at| !at.repeats).filter_map(|at| at.amount())),
        least: fees.min_by(|left, right| left.cmp(right).then(right.scale().cmp(&left.scale()))),
        moves: events.iter().filter(|at| !at.repeats).count() as i64,
    })
}

fn fee_row(events: &[&At<'_>]) -> FeeRow {
    let joined = |at: &&At<'_>| match &at.event {
        ThingEvent::Joined { fee, club, at, .. } => Some((*fee, club.clone(), *at)),
        _ => None,
    };
    let all: Vec<_> = events.iter().filter_map(joined).collect();
    let (fee, club, _) = all[all.len() - 1].clone();
    FeeRow {
        fee: fee.normalize(),
        club,
        last: all.iter().filter_map(|(_, _, at)| *at).max(),
        updated_at: events[events.len() - 1].recorded(),
    }
}

fn habit_row(id: &str, events: &[&At<'_>]) -> Option<HabitRow> {
    let reads =
        |at: &&At<'_>| matches!(at.event, ThingEvent::Joined { .. } | ThingEvent::Left { .. });
    let events: Vec<&At<'_>> = events.iter().copied().filter(reads).collect();
    let once = || events.iter().copied().filter(|at| !at.repeats);
    (!events.is_empty()).then(|| HabitRow {
        id: id.to_owned(),
        motto: latest_motto(once()),
        fees: sum(once().filter_map(At::amount)),
    })
}

fn latest_motto<'a>(events: impl Iterator<Item = &'a At<'a>>) -> Option<String> {
    // Of equal times the last one.
    let latest = events.filter_map(At::time_and_motto).max_by_key(|(at, _)| *at);
    latest.and_then(|(_, motto)| motto.clone())
}

/// The sum, at the largest scale, as near as 28 digits are; amounts have three digits after the
/// point at most.
fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    const UNITS: u32 = 3;
    let (mut units, mut scale) = (0_i128, 0);
    for amount in amounts {
        units += amount.mantissa() * 10_i128.pow(UNITS - amount.scale());
        scale = amount.scale().max(scale);
    }
    units /= 10_i128.pow(UNITS - scale);
    let (sign, mut rest, mut dropped) = (units.signum(), units.abs(), Vec::new());
    while rest >= 10_i128.pow(28) {
        dropped.push(rest % 10);
        rest /= 10;
    }
    let (first, others) = (dropped.pop().unwrap_or(0), dropped.iter().any(|digit| *digit > 0));
    let lost = units.abs().to_string().len().saturating_sub(28) as u32;
    if first > 5 || (first == 5 && (others || rest % 2 == 1)) {
        rest += 1;
    }
    match scale.checked_sub(lost) {
        Some(scale) if rest < 10_i128.pow(28) => Decimal::from_i128_with_scale(sign * rest, scale),
        Some(scale @ 1..) => Decimal::from_i128_with_scale(sign * rest / 10, scale - 1),
        _ => Decimal::from_i128_with_scale(sign * (10_i128.pow(28) - 1), 0),
    }
}
