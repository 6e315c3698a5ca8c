//! A lock that somebody else holds: all callers of a group get the error, after one wait.

use std::time::Duration;

use gundb::prelude::*;
use gundb::store::Connections;
use gundb_tests::backend::{Backend, Database};
use gundb_tests::sql::Sql;

use super::gate::Gate;
use super::{CALLERS, Member, pay, transactions};
use crate::bank::assert_sound;

gundb_tests::scenarios! { all_of_a_group_hear_that_somebody_holds_the_lock }

async fn all_of_a_group_hear_that_somebody_holds_the_lock(db: Database) {
    let gate = Gate::default();
    let impatient = Connections::default().lock_timeout(Duration::from_millis(20));
    let members = Gundb::builder().view::<Member>().clock(gate.clone()).connections(impatient);
    let members = members.open(db.url()).await.unwrap();
    // The streams are known: such a group is written in one round trip, others lock first.
    for known in [true, false] {
        let key = |number: usize| if known { "m".to_owned() } else { format!("m{number}") };
        pay(&members, "m", Expect::Any, 1).await.unwrap();
        pay(&members, "m", Expect::Any, 1).await.unwrap();
        let (before, sql) = (transactions(&db).await, Sql::connect(db.url()).await.unwrap());
        let lock = async {
            sql.execute(match db.backend() {
                Backend::Sqlite => "BEGIN IMMEDIATE",
                Backend::Postgres => "BEGIN; UPDATE gundb_store SET catalog = catalog",
            })
            .await
            .unwrap();
        };
        let callers = || {
            (0..CALLERS).map(|number| {
                let (members, key) = (&members, key(number));
                async move { pay(members, &key, Expect::Any, 1).await }
            })
        };
        let (answers, ()) = gate.group_blocked(&members, callers(), lock).await;
        for answer in answers {
            let error = answer.unwrap_err();
            assert!(error.is_unavailable() && !error.is_outcome_unknown(), "{error}");
            assert!(error.to_string().contains("has held the lock"), "{error}");
        }
        sql.execute("ROLLBACK").await.unwrap();
        assert_eq!(transactions(&db).await, before);
        assert!(gate.group(&members, callers()).await.iter().all(Result::is_ok));
        assert_eq!(transactions(&db).await, before + 2);
    }
    assert_sound(&members).await;
}
