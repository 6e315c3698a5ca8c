//! A hot stream among a thousand cold ones, in groups as large as they may be.

use std::collections::HashMap;

use gundb::prelude::*;
use gundb::store::Conflict;
use gundb_tests::backend::Database;

use super::{Member, gated, pay};
use crate::bank::assert_sound;
use gundb_tests::dice::Dice;

gundb_tests::scenarios! { each_caller_of_a_hot_stream_and_a_thousand_cold_ones_gets_its_answer }

const COLD_STREAMS: u64 = 1_000;
/// Callers at once: the queue has room for them, so they are served in their order.
const QUEUED: usize = 1_000;

/// A caller: its stream, what it expects, and the version that it finds.
struct Caller {
    key: String,
    expect: Expect,
    found: u64,
    succeeds: bool,
}

/// Every cold stream is written once, the hot one now and then between them; every tenth caller is
/// wrong.
fn callers(dice: &mut Dice) -> Vec<Caller> {
    let (mut versions, mut cold, mut callers) = (HashMap::<String, u64>::new(), 0, Vec::new());
    while cold < COLD_STREAMS {
        let is_wrong = dice.below(10) == 0;
        let is_hot = dice.below(5) == 0;
        let key = if is_hot { "hot".to_owned() } else { format!("cold-{cold}") };
        let version = versions.entry(key.clone()).or_default();
        let found = *version;
        let expect = match dice.below(3) {
            _ if !is_wrong => dice.of(&[Expect::Exact(found), Expect::Any]),
            0 if found > 0 => Expect::New,
            0 => Expect::Exists,
            wrong => Expect::Exact(found + wrong),
        };
        if !is_wrong {
            *version += 1;
            cold += u64::from(!is_hot);
        }
        callers.push(Caller { key, expect, found, succeeds: !is_wrong });
    }
    callers
}

async fn each_caller_of_a_hot_stream_and_a_thousand_cold_ones_gets_its_answer(db: Database) {
    let ((members, gate), mut dice) = (gated(&db).await, Dice::thrown());
    let callers = callers(&mut dice);
    let mut answers = Vec::new();
    for callers in callers.chunks(QUEUED) {
        let asked =
            callers.iter().map(|caller| pay(&members, &caller.key, caller.expect.clone(), 1));
        answers.extend(gate.group(&members, asked).await);
    }
    for (caller, answer) in callers.iter().zip(answers) {
        let Caller { key, expect, found, .. } = caller;
        match answer {
            Ok(version) => {
                assert_eq!((caller.succeeds, version), (true, found + 1), "{key}, {expect:?}")
            }
            Err(error) => {
                let conflict = error.detail::<Conflict>().unwrap_or_else(|| panic!("{error}"));
                assert_eq!(
                    (caller.succeeds, conflict.actual_version),
                    (false, *found),
                    "{key}, {expect:?}"
                );
            }
        }
    }
    let stored = callers.iter().filter(|caller| caller.succeeds).count() as u64;
    let report = members.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!(
        (report.records, report.streams),
        (stored + callers.len().div_ceil(QUEUED) as u64, COLD_STREAMS + 2)
    );
    let hot = members.get::<Member>("hot").await.unwrap().unwrap();
    assert_eq!(hot.payments.cast_unsigned(), stored - COLD_STREAMS);
    assert_sound(&members).await;
}
