//! Columns that code folds.

use gundb::prelude::*;
use gundb::view::{Fold, Moment};
use gundb_tests::backend::Database;

use super::{open, row};
use crate::bank::assert_sound;

gundb_tests::scenarios! { code_folds_what_no_rule_folds, code_of_several_events }

#[derive(Event)]
#[event(stream = "account")]
enum AccountEvent {
    Deposited { cents: i64 },
    Withdrawn { cents: i64 },
}

#[derive(Event)]
#[event(stream = "account")]
struct Audited {
    by: String,
}

#[derive(Event)]
#[event(stream = "account")]
struct Praised {
    stars: i64,
}

#[derive(Debug, PartialEq, View)]
#[view(table = "peaks", event = AccountEvent, fold)]
struct PeakRow {
    #[view(key)]
    id: String,
    #[view(add(Deposited.cents), sub(Withdrawn.cents))]
    balance: i64,
    highest: i64,
    #[view(index, name = "lowest_ever", default = 1_000)]
    lowest: i64,
    steps: Vec<i64>,
}

impl Fold<AccountEvent> for PeakRow {
    fn fold(&mut self, _: &AccountEvent, _: &Moment) {
        self.highest = self.highest.max(self.balance);
        self.lowest = self.lowest.min(self.balance);
        self.steps.push(self.balance);
    }
}

#[derive(Debug, PartialEq, View)]
#[view(table = "notes", event = (Audited, Praised), fold)]
struct NoteRow {
    #[view(key)]
    id: String,
    text: String,
    #[view(version)]
    version: i64,
}

impl Fold<Audited> for NoteRow {
    fn fold(&mut self, event: &Audited, at: &Moment) {
        self.text = format!("{}{}{}", self.text, event.by, at.recorded_at().as_second() > 0);
    }
}

impl Fold<Praised> for NoteRow {
    fn fold(&mut self, event: &Praised, _: &Moment) {
        self.text = format!("{}{}", self.text, "*".repeat(event.stars.try_into().unwrap_or(0)));
    }
}

async fn code_folds_what_no_rule_folds(db: Database) {
    let db = open::<PeakRow>(&db).await;
    let deposited = |cents| AccountEvent::Deposited { cents };
    db.append("a", Expect::New, [deposited(5), AccountEvent::Withdrawn { cents: 7 }])
        .await
        .unwrap();
    db.append("a", Expect::Any, [deposited(3)]).await.unwrap();
    let expected =
        PeakRow { id: "a".into(), balance: 1, highest: 5, lowest: -2, steps: vec![5, -2, 1] };
    assert_eq!(row::<PeakRow>(&db, "a").await, expected);
    assert_eq!(PeakRow::query().filter(PeakRow::LOWEST.lt(0)).all(&db).await.unwrap().len(), 1);
    assert_sound(&db).await;
}

async fn code_of_several_events(db: Database) {
    let db = open::<NoteRow>(&db).await;
    db.append("a", Expect::New, [Praised { stars: 2 }]).await.unwrap();
    db.append("a", Expect::Any, [Audited { by: "Ann ".into() }]).await.unwrap();
    let expected = NoteRow { id: "a".into(), text: "**Ann true".into(), version: 2 };
    assert_eq!(row::<NoteRow>(&db, "a").await, expected);
    assert_sound(&db).await;
}
