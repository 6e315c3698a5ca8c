//! What the writer remembers of streams and rows, and what others do to them between two groups.

use gundb::prelude::*;
use gundb::store::Append;
use gundb_tests::backend::Database;
use gundb_tests::sql::Sql;

use super::{CALLERS, Member, MemberEvent, cents, gated, joined, noted, open, paid, pay};
use crate::bank::assert_sound;

gundb_tests::scenarios! {
    a_view_registered_while_a_group_waits_gets_all_of_it, a_view_replaced_while_a_group_waits_gets_all_of_it,
    a_row_rebuilt_while_a_group_waits_is_read_again, a_row_repaired_by_another_is_read_again,
    rows_too_large_to_be_kept_are_read_again, more_streams_and_rows_than_are_kept,
}

/// Payments, counted by their size.
#[derive(Debug, PartialEq, View)]
#[view(table = "payments", event = MemberEvent, key(Paid.cents))]
struct Payments {
    #[view(key)]
    cents: i64,
    #[view(count(Paid))]
    times: i64,
}

mod second {
    use gundb::prelude::*;

    use super::MemberEvent;

    /// The members in their second version: less, and with another column.
    #[derive(Debug, PartialEq, View)]
    #[view(table = "members", event = MemberEvent, delete(Left), version = 2)]
    pub(super) struct Member {
        #[view(key)]
        pub(super) id: String,
        #[view(add(Paid.cents))]
        pub(super) cents: i64,
        #[view(max(Paid.cents))]
        pub(super) most: Option<i64>,
    }
}

/// A payment each, by all callers at once.
fn payments(
    members: &Gundb,
    amount: i64,
) -> impl Iterator<Item = impl Future<Output = gundb::Result<u64>>> {
    (0..CALLERS).map(move |number| async move {
        pay(members, &format!("m{}", number % 16), Expect::Any, amount).await
    })
}

async fn a_view_registered_while_a_group_waits_gets_all_of_it(db: Database) {
    let (members, gate) = gated(&db).await;
    gate.group(&members, payments(&members, 1)).await;
    let opened = Gundb::builder().view::<Payments>().open(db.url());
    let (paid, other) = gate.group_while(&members, payments(&members, 2), opened).await;
    let other = other.unwrap();
    assert!(paid.iter().all(Result::is_ok), "{paid:?}");
    gate.group(&members, payments(&members, 2)).await;
    let times = async |cents: i64| other.get::<Payments>(cents).await.unwrap().map(|row| row.times);
    assert_eq!((times(1).await, times(2).await), (Some(64 + 3), Some(128)));
    assert_eq!(cents(&members, "m3").await, 4 * 5);
    assert_sound(&members).await;
}

async fn a_view_replaced_while_a_group_waits_gets_all_of_it(db: Database) {
    let (members, gate) = gated(&db).await;
    gate.group(&members, payments(&members, 1)).await;
    let swapped = async {
        let other = Gundb::builder().view::<second::Member>().open(db.url()).await.unwrap();
        other.wait_until_caught_up("members").await.unwrap();
        other
    };
    let (paid, other) = gate.group_while(&members, payments(&members, 2), swapped).await;
    assert!(paid.iter().all(Result::is_ok), "{paid:?}");
    gate.group(&members, payments(&members, 3)).await;
    let row = other.get::<second::Member>("m3").await.unwrap().unwrap();
    assert_eq!(row, second::Member { id: "m3".into(), cents: 4 * 6, most: Some(3) });
    assert_sound(&members).await;
    assert_sound(&other).await;
}

async fn a_row_rebuilt_while_a_group_waits_is_read_again(db: Database) {
    let ((members, gate), other) = (gated(&db).await, open(&db).await);
    gate.group(&members, payments(&members, 1)).await;
    // Plain SQL changes the rows that the writer remembers; a rebuild by another handle repairs
    // them.
    let sql = Sql::connect(db.url()).await.unwrap();
    sql.execute("UPDATE members SET cents = 7; DELETE FROM members WHERE id = 'm4'").await.unwrap();
    let rebuilt = other.rebuild_view("members");
    let (paid, rebuilt) = gate.group_while(&members, payments(&members, 2), rebuilt).await;
    rebuilt.unwrap();
    assert!(paid.iter().all(Result::is_ok), "{paid:?}");
    assert_eq!((cents(&members, "m3").await, cents(&other, "m4").await), (4 * 3, 4 * 3));
    assert_sound(&members).await;
}

/// One definition, with code that panics at some words, and with code that does not.
mod words {
    macro_rules! words {
        ($program:ident, $understood:expr) => {
            pub(super) mod $program {
                use gundb::prelude::*;
                use gundb::view::{Fold, Moment};

                use super::super::MemberEvent;

                #[derive(Debug, PartialEq, View)]
                #[view(table = "words", event = MemberEvent, fold)]
                pub(in super::super) struct Words {
                    #[view(key)]
                    pub(in super::super) id: String,
                    pub(in super::super) words: i64,
                }

                impl Fold<MemberEvent> for Words {
                    fn fold(&mut self, event: &MemberEvent, _: &Moment) {
                        if let MemberEvent::Noted { note } = event {
                            let understood: fn(&str) -> bool = $understood;
                            assert!(understood(note), "this word is too much");
                            self.words += 1;
                        }
                    }
                }
            }
        };
    }

    words!(before, |note| note.len() != 13);
    words!(after, |_| true);
}

async fn a_row_repaired_by_another_is_read_again(db: Database) {
    let old = Gundb::builder().view::<words::before::Words>().open(db.url()).await.unwrap();
    old.append("a", Expect::New, [noted(1), noted(13), noted(2)]).await.unwrap();
    assert_eq!(old.get::<words::before::Words>("a").await.unwrap().unwrap().words, 2);
    // The program with better code folds the row anew when it opens.
    let new = Gundb::builder().view::<words::after::Words>().open(db.url()).await.unwrap();
    assert_eq!(new.get::<words::after::Words>("a").await.unwrap().unwrap().words, 3);
    old.append("a", Expect::Exact(3), [noted(3)]).await.unwrap();
    assert_eq!(new.get::<words::after::Words>("a").await.unwrap().unwrap().words, 4);
    assert_sound(&new).await;
}

async fn rows_too_large_to_be_kept_are_read_again(db: Database) {
    let (members, gate) = gated(&db).await;
    // A row is remembered up to 2,000 bytes of text; these two are on either side of the limit.
    for (round, bytes) in [1, 2_001, 1_000_000, 2_000, 5_000, 0, 1_999].into_iter().enumerate() {
        members.append("m3", Expect::Any, [noted(bytes)]).await.unwrap();
        gate.group(&members, payments(&members, 1)).await;
        members.append("m5", Expect::Any, [noted(bytes), MemberEvent::Left]).await.unwrap();
        let row = members.get::<Member>("m3").await.unwrap().unwrap();
        assert_eq!((row.cents, row.note.len()), (4 * (round as i64 + 1), bytes));
    }
    assert_sound(&members).await;
}

/// Streams, and rows, that the writer remembers.
const REMEMBERED: u64 = 10_000;

async fn more_streams_and_rows_than_are_kept(db: Database) {
    let members = open(&db).await;
    members.append("m0", Expect::New, [joined("m0@x"), paid(1)]).await.unwrap();
    let one = |number: u64| Append::new(format!("m{number}"), Expect::New, [paid(1)]).unwrap();
    for chunk in (1..=REMEMBERED).collect::<Vec<_>>().chunks(1_000) {
        members.append_all(chunk.iter().copied().map(one).collect()).await.unwrap();
    }
    // The first was forgotten, the last was not.
    for (key, version) in [("m0", 2), ("m10000", 1), ("m0", 3), ("m1", 1)] {
        assert_eq!(pay(&members, key, Expect::Exact(version), 1).await.unwrap(), version + 1);
    }
    assert!(pay(&members, "m2", Expect::New, 1).await.unwrap_err().is_conflict());
    let taken = members.append("m3", Expect::Exact(1), [joined("m0@x")]).await;
    assert!(taken.unwrap_err().is_not_unique());
    assert_eq!((cents(&members, "m0").await, cents(&members, "m10000").await), (3, 2));
    // To verify this many takes as long as all the rest; one query shows whether a row has lost or
    // doubled something.
    let sql = Sql::connect(db.url()).await.unwrap();
    let rows = sql.query("SELECT count(*), sum(cents), sum(payments) FROM members").await.unwrap();
    let payments = REMEMBERED + 5;
    assert_eq!(rows, [[REMEMBERED + 1, payments, payments].map(|number| Some(number.to_string()))]);
}
