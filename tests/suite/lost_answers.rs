//! Answers of Postgres that are lost or late: each event is stored once, though it carries no id,
//! and no caller hears anything but what happened.

mod appends;
mod killed_servers;
mod oracle;
mod other_transactions;

use gundb::prelude::*;
use gundb_tests::postgres::{Database, Fault, Proxy, fresh_database};
use gundb_tests::sql::Sql;

use oracle::Oracle;

#[derive(Clone, Debug, PartialEq, Event)]
#[event(stream = "tally")]
enum TallyEvent {
    Counted { number: i64 },
}

#[derive(Debug, PartialEq, View)]
#[view(table = "tallies", event = TallyEvent)]
struct Tally {
    #[view(key)]
    id: String,
    #[view(count(Counted))]
    events: i64,
}

#[derive(Default, Stream)]
#[stream(name = "tally", event = TallyEvent)]
struct Count {
    events: u64,
}

impl Apply<TallyEvent> for Count {
    fn apply(&mut self, _: TallyEvent) {
        self.events += 1;
    }
}

/// A program whose connections go through a proxy, and what is there besides.
struct Trial {
    proxy: Proxy,
    /// The program.
    store: Gundb,
    /// Another program, whose connections nothing happens to.
    outsider: Gundb,
    sql: Sql,
    database: Database,
}

impl Trial {
    async fn new() -> Self {
        let database = fresh_database().await;
        let proxy = Proxy::start(database.url()).await.unwrap();
        let open = || Gundb::builder().view::<Tally>();
        let outsider = open().open(database.url()).await.unwrap();
        let store = open().open(proxy.url()).await.unwrap();
        let sql = Sql::connect(database.url()).await.unwrap();
        Self { proxy, store, outsider, sql, database }
    }

    /// Runs something again and again, with the fault at the next message each time, until a run
    /// ends before the fault.
    async fn at_every_message(
        &self,
        oracle: &mut Oracle,
        prepare: impl AsyncFn(&Self, &mut Oracle),
        act: impl AsyncFn(&Self, &mut Oracle),
    ) {
        self.at_every_message_with(&Fault::PASSING, oracle, prepare, act).await;
    }

    async fn at_every_message_with(
        &self,
        faults: &[Fault],
        oracle: &mut Oracle,
        prepare: impl AsyncFn(&Self, &mut Oracle),
        act: impl AsyncFn(&Self, &mut Oracle),
    ) {
        for &fault in faults {
            for passing in 0.. {
                prepare(self, oracle).await;
                self.proxy.arm(fault, passing);
                tokio::select! {
                    () = act(self, oracle) => {}
                    () = self.go_on(fault) => {}
                }
                let is_struck = self.proxy.disarm().await;
                oracle.check(&self.sql, &format!("{fault:?} at message {passing}")).await;
                if !is_struck {
                    assert!(passing > 1, "{fault:?} never struck");
                    println!("{fault:?}: {passing} messages");
                    break;
                }
            }
        }
        let store = Gundb::builder().view::<Tally>().open(self.database.url()).await.unwrap();
        let report = store.verify().await.unwrap();
        assert!(report.is_sound(), "{:#?}", report.findings);
    }

    /// What is delayed continues once somebody else was answered.
    async fn go_on(&self, fault: Fault) {
        self.proxy.struck().await;
        if fault == Fault::Delay {
            self.sql.query("SELECT 1").await.unwrap();
            self.proxy.release();
        }
        std::future::pending().await
    }
}

/// On one thread: what happens between two messages is the same each time.
fn block_on(scenario: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(scenario);
}

fn counted(number: i64) -> TallyEvent {
    TallyEvent::Counted { number }
}
