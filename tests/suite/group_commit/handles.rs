//! Two handles on one database, as two processes would have: what one knows, the other makes stale.

use std::collections::HashMap;

use futures_util::future::join_all;
use gundb::prelude::*;
use gundb::store::Conflict;
use gundb::view::{Fold, Moment};
use gundb_tests::backend::Database;

use super::{Member, MemberEvent, cents, joined, noted, open, paid, pay};
use crate::bank::assert_sound;
use gundb_tests::dice::Dice;

gundb_tests::scenarios! {
    two_handles_decide_anew_until_all_is_there, two_handles_append_at_once,
    handles_in_turn_find_what_the_others_wrote,
}

/// Streams that both write to.
const STREAMS: usize = 4;
/// Tasks of each handle.
const TASKS: usize = 6;
/// Events of each task.
const EVENTS: u64 = 8;
/// Appends of each handle, where nobody decides anything.
const APPENDS: u64 = 100;

/// Appends to one stream, each event after the last one: a task that was too late takes the version
/// that the conflict reports.
async fn payer(members: Gundb, key: String) {
    let (mut version, mut left) = (0, EVENTS);
    while left > 0 {
        match pay(&members, &key, Expect::Exact(version), 1).await {
            Ok(now) => (version, left) = (now, left - 1),
            Err(error) => {
                let conflict = error.detail::<Conflict>().unwrap_or_else(|| panic!("{error}"));
                assert!(conflict.actual_version > version, "{conflict}");
                version = conflict.actual_version;
            }
        }
    }
}

async fn two_handles_decide_anew_until_all_is_there(db: Database) {
    let handles = [open(&db).await, open(&db).await];
    let payers = handles.iter().flat_map(|members| {
        (0..TASKS).map(|task| tokio::spawn(payer(members.clone(), format!("m{}", task % STREAMS))))
    });
    for payer in payers.collect::<Vec<_>>() {
        payer.await.unwrap();
    }
    let [left, right] = &handles;
    let mut sum = 0;
    for stream in 0..STREAMS {
        let key = format!("m{stream}");
        let (found, other) =
            (left.get::<Member>(key.as_str()).await, right.get::<Member>(key.as_str()).await);
        let (found, other) = (found.unwrap().unwrap(), other.unwrap().unwrap());
        assert_eq!(found, other);
        assert_eq!(found.cents, found.payments);
        sum += found.cents.cast_unsigned();
    }
    assert_eq!(sum, 2 * TASKS as u64 * EVENTS);
    assert_eq!(left.verify().await.unwrap().records, sum);
    assert_sound(left).await;
}

async fn two_handles_append_at_once(db: Database) {
    let handles = [open(&db).await, open(&db).await];
    // One caller each: where a group of callers is refused, they are tried again one by one, which
    // may go well and hide that the group was planned on an old state.
    let callers = handles.iter().enumerate().map(|(number, members)| {
        let members = members.clone();
        tokio::spawn(async move {
            for _ in 0..APPENDS {
                pay(&members, &format!("m{number}"), Expect::Any, 1).await.unwrap();
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    for members in &handles {
        assert_eq!(members.verify().await.unwrap().records, 2 * APPENDS);
        assert_sound(members).await;
    }
}

/// Folded by code that only one of the handles has: after appends of the others it is behind.
#[derive(Debug, PartialEq, View)]
#[view(table = "notes", event = MemberEvent, fold)]
struct Notes {
    #[view(key)]
    id: String,
    #[view(count(Paid))]
    payments: i64,
    bytes: Vec<u64>,
}

impl Fold<MemberEvent> for Notes {
    fn fold(&mut self, event: &MemberEvent, _: &Moment) {
        if let MemberEvent::Noted { note } = event {
            self.bytes.push(note.len() as u64);
        }
    }
}

/// What a handle does in its turn.
fn random_event(dice: &mut Dice, key: &str) -> MemberEvent {
    match dice.below(6) {
        0 => joined(&format!("{key}@{}", dice.below(2))),
        1 => MemberEvent::Left,
        2 => noted(dice.of(&[0, 10, 3_000])),
        _ => paid(1),
    }
}

async fn handles_in_turn_find_what_the_others_wrote(db: Database) {
    let coded = Gundb::builder().view::<Member>().view::<Notes>().open(db.url()).await.unwrap();
    let handles = [coded, open(&db).await, open(&db).await];
    let (mut dice, mut versions) = (Dice::thrown(), HashMap::<String, u64>::new());
    for turn in 0..60 {
        let members = dice.of(&handles);
        // One after the other, or as one group: it expects what all handles wrote before.
        let keys = ["a", "b", "c", "d", "e"]
            .into_iter()
            .filter(|_| dice.below(3) == 0)
            .collect::<Vec<_>>();
        let appends = keys.iter().map(|key| {
            let version = versions.entry((*key).to_owned()).or_default();
            let is_stale = dice.below(8) == 0 && *version > 0;
            let expected = *version - u64::from(is_stale);
            *version += u64::from(!is_stale);
            let event = random_event(&mut dice, key);
            let append = members.append(*key, Expect::Exact(expected), [event.clone()]);
            async move { (is_stale, event, append.await) }
        });
        for (is_stale, event, answer) in join_all(appends.collect::<Vec<_>>()).await {
            assert_eq!(
                answer.is_err_and(|error| error.is_conflict()),
                is_stale,
                "turn {turn}: {event:?}"
            );
        }
        if dice.below(25) == 0 {
            dice.of(&handles).rebuild_view("members").await.unwrap();
        }
    }
    handles[0].wait_until_caught_up("notes").await.unwrap();
    let records: u64 = versions.values().sum();
    for members in &handles {
        assert_eq!(members.verify().await.unwrap().records, records);
        assert_sound(members).await;
    }
    assert_eq!(cents(&handles[0], "a").await, cents(&handles[1], "a").await);
}
