//! One caller among 63 neighbours asks for what can't be.

use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::Conflict;
use gundb_tests::backend::{Backend, Database};
use gundb_tests::sql::Sql;
use uuid::Uuid;

use super::{CALLERS, MemberEvent, cents, gated, joined, open, paid, pay, transactions};
use crate::bank::assert_sound;

gundb_tests::scenarios! {
    each_kind_of_refusal_leaves_its_neighbours_in_one_transaction, culprits_stand_between_appends_to_one_stream,
    one_of_a_group_gets_a_unique_value, what_the_database_refuses_costs_the_culprit_alone,
}

/// What a caller of a group does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Caller {
    Neighbour,
    Conflicting,
    BadPayload,
    /// An e-mail that is too long for its index.
    Unfit,
    /// An e-mail that another row has.
    NotUnique,
    /// An id that stands for another event.
    DuplicateId,
    /// An event that is there already.
    Retrying,
}

impl Caller {
    const CULPRITS: [Self; 5] =
        [Self::Conflicting, Self::BadPayload, Self::Unfit, Self::NotUnique, Self::DuplicateId];

    /// Appends something to its own stream, or to `taken`; its version, or the error.
    async fn append(self, members: &Gundb, own: String) -> gundb::Result<u64> {
        let joined_as = |email: &str| NewEvent::typed(&joined(email));
        let (stream, expect, event) = match self {
            Self::Neighbour => (own.clone(), Expect::New, joined_as(&format!("{own}@x"))?),
            Self::Conflicting => ("taken".to_owned(), Expect::New, joined_as("other@x")?),
            Self::BadPayload => {
                (own, Expect::New, NewEvent::json("member.joined", r#"{"email":7}"#))
            }
            Self::Unfit => (own, Expect::New, joined_as(&"x".repeat(2000))?),
            Self::NotUnique => (own, Expect::New, joined_as("taken@x")?),
            Self::DuplicateId => {
                ("taken".to_owned(), Expect::Any, joined_as("new@x")?.with_id(Uuid::nil()))
            }
            Self::Retrying => {
                ("taken".to_owned(), Expect::New, joined_as("taken@x")?.with_id(Uuid::nil()))
            }
        };
        let stream = StreamRef::new("member", stream);
        members.append_events(stream, expect, vec![event]).await.map(|done| done.version())
    }

    fn is_answered(self, answer: &gundb::Result<u64>) -> bool {
        let refused = |is: fn(&gundb::Error) -> bool| answer.as_ref().is_err_and(is);
        match self {
            Self::Neighbour | Self::Retrying => matches!(answer, Ok(1)),
            Self::Conflicting => refused(gundb::Error::is_conflict),
            Self::BadPayload | Self::Unfit => refused(gundb::Error::is_invalid),
            Self::NotUnique => refused(gundb::Error::is_not_unique),
            Self::DuplicateId => refused(gundb::Error::is_duplicate_id),
        }
    }
}

async fn each_kind_of_refusal_leaves_its_neighbours_in_one_transaction(db: Database) {
    let (members, gate) = gated(&db).await;
    let taken = NewEvent::typed(&joined("taken@x")).unwrap().with_id(Uuid::nil());
    members
        .append_events(StreamRef::new("member", "taken"), Expect::New, vec![taken])
        .await
        .unwrap();
    let mut callers = [Caller::Neighbour; CALLERS];
    for (number, culprit) in Caller::CULPRITS.into_iter().enumerate() {
        callers[5 + number * 11] = culprit;
    }
    callers[63] = Caller::Retrying;
    // What is refused before the queue is no part of the group.
    let queued = |caller: &Caller| *caller != Caller::BadPayload;
    let before = transactions(&db).await;
    let asked = callers.iter().enumerate().filter(|(_, caller)| queued(caller));
    let asked = asked.map(|(number, caller)| caller.append(&members, format!("m{number}")));
    let answers = gate.group(&members, asked).await;
    assert_eq!(transactions(&db).await, before + 2, "the one that was held, and the group");
    assert!(
        Caller::BadPayload
            .is_answered(&Caller::BadPayload.append(&members, "bad".to_owned()).await)
    );
    for (caller, answer) in callers.iter().filter(|caller| queued(caller)).zip(&answers) {
        assert!(caller.is_answered(answer), "{caller:?}: {answer:?}");
    }
    let neighbours = callers.iter().filter(|caller| **caller == Caller::Neighbour).count();
    let rows = super::Member::query().all(&members).await.unwrap();
    assert_eq!(rows.len(), neighbours + 2, "those of `taken` and `first`, too");
    assert_eq!(members.verify().await.unwrap().records, neighbours as u64 + 2);
    assert_sound(&members).await;
}

async fn culprits_stand_between_appends_to_one_stream(db: Database) {
    let (members, gate) = gated(&db).await;
    members.append("a", Expect::New, [joined("a@x")]).await.unwrap();
    members.append("b", Expect::New, [joined("b@x")]).await.unwrap();
    let steps: Vec<(u64, MemberEvent, bool)> = (1..=12)
        .flat_map(|version| {
            [
                (version, paid(1), true),
                // The neighbour just took this version.
                (version, paid(100), false),
                (version + 1, joined("b@x"), false),
                (version + 1, joined(&"x".repeat(2000)), false),
            ]
        })
        .collect();
    let asked = steps
        .iter()
        .map(|(version, event, _)| members.append("a", Expect::Exact(*version), [event.clone()]));
    let answers = gate.group(&members, asked).await;
    for ((version, event, succeeds), answer) in steps.iter().zip(&answers) {
        assert_eq!(answer.is_ok(), *succeeds, "{event:?} at {version}: {answer:?}");
        if let Some(conflict) = answer.as_ref().err().and_then(|error| error.detail::<Conflict>()) {
            assert_eq!(conflict.actual_version, version + 1);
        }
    }
    assert_eq!(cents(&members, "a").await, 12);
    assert_eq!(pay(&members, "a", Expect::Exact(13), 1).await.unwrap(), 14);
    assert_sound(&members).await;
}

async fn one_of_a_group_gets_a_unique_value(db: Database) {
    let (members, gate) = gated(&db).await;
    members.append("old", Expect::New, [joined("wanted@x")]).await.unwrap();
    // It is free once the old one has left, in the middle of the group; then the first one after
    // that has it.
    let asked = (0..CALLERS).map(|number| {
        let members = &members;
        async move {
            match number {
                20 => members.append("old", Expect::Exact(1), [MemberEvent::Left]).await,
                _ => members.append(format!("m{number}"), Expect::New, [joined("wanted@x")]).await,
            }
        }
    });
    for (number, answer) in gate.group(&members, asked).await.into_iter().enumerate() {
        match number {
            20 | 21 => assert_eq!(answer.unwrap().version(), 1 + u64::from(number == 20)),
            _ => assert!(answer.unwrap_err().is_not_unique(), "{number}"),
        }
    }
    assert_sound(&members).await;
}

/// Makes the database itself refuse rows with 666 cents, as a constraint of somebody's own would.
async fn refuse_666(db: &Database) {
    let script = match db.backend() {
        Backend::Sqlite => {
            "CREATE TRIGGER refused BEFORE INSERT ON members WHEN NEW.cents = 666 \
             BEGIN SELECT RAISE(ABORT, 'not this many'); END"
        }
        Backend::Postgres => {
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF NEW.cents = 666 THEN RAISE EXCEPTION 'not this many'; END IF; RETURN NEW; END $$; \
             CREATE TRIGGER refused BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION refuse()"
        }
    };
    Sql::connect(db.url()).await.unwrap().execute(script).await.unwrap();
}

async fn what_the_database_refuses_costs_the_culprit_alone(db: Database) {
    let (members, gate) = gated(&db).await;
    pay(&members, "m9", Expect::New, 600).await.unwrap();
    refuse_666(&db).await;
    let before = transactions(&db).await;
    let asked = (0..CALLERS).map(|number| {
        let members = &members;
        async move { pay(members, &format!("m{number}"), Expect::Any, 66).await }
    });
    for (number, answer) in gate.group(&members, asked).await.into_iter().enumerate() {
        match number {
            9 => assert!(answer.unwrap_err().to_string().contains("not this many")),
            _ => assert_eq!(answer.unwrap(), 1, "{number}"),
        }
    }
    assert_eq!(
        transactions(&db).await,
        before + CALLERS as i64,
        "the one that was held, and each neighbour's"
    );
    // The row is what it was: the next amount is accepted.
    assert_eq!(pay(&members, "m9", Expect::Exact(1), 67).await.unwrap(), 2);
    assert_eq!((cents(&members, "m9").await, cents(&members, "m10").await), (667, 66));
    assert_sound(&members).await;
    assert_sound(&open(&db).await).await;
}
