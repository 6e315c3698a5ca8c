//! Real processes, killed in the middle of appends and of migrations, and several on one database.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use gundb::model::StreamRef;
use gundb::prelude::*;
use gundb::store::Read;
use gundb_tests::backend::Database;

use crate::bank::assert_sound;
use gundb_tests::dice::Dice;

gundb_tests::scenarios! {
    no_acknowledged_event_is_lost_in_a_kill, a_kill_in_a_migration_leaves_all_or_nothing,
    two_processes_share_one_database,
}

#[test]
fn a_commit_that_the_disk_does_not_take_is_not_doubled() {
    gundb_tests::backend::run(gundb_tests::backend::Backend::Sqlite, a_full_disk);
}

/// The file may not grow beyond a limit, which strikes in the middle of whatever the process does
/// then.
async fn a_full_disk(_: Database) {
    for blocks in [400, 601, 777, 1200] {
        let db = gundb_tests::backend::Backend::Sqlite.fresh().await;
        Gundb::open(db.url()).await.unwrap().close().await;
        let limited = format!("ulimit -f {blocks}; trap '' XFSZ; exec \"$0\" \"$@\"");
        let mut child = Command::new("sh")
            .args(["-c", &limited, env!("CARGO_BIN_EXE_appender"), db.url(), "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the appender starts");
        let mut acknowledged = HashMap::new();
        let lines = BufReader::new(child.stdout.take().expect("its answers")).lines();
        lines.map_while(Result::ok).for_each(|line| note(&mut acknowledged, &line));
        let ended = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success() && said.contains("I/O"), "{blocks} blocks: {said}");
        let store = Gundb::open(db.url()).await.unwrap();
        assert_sound(&store).await;
        let mut times = HashMap::new();
        for event in store.read(Read::all()).await.unwrap().collect().await.unwrap() {
            let of_event = (event.record().stream.clone(), event.record().payload.clone());
            *times.entry(of_event).or_insert(0) += 1;
        }
        assert!(times.values().all(|times| *times == 1), "{blocks} blocks: an event is doubled");
        for (key, version) in &acknowledged {
            let held =
                store.stream(&StreamRef::new("counter", key)).await.unwrap().expect("it is there");
            assert!(held.version >= *version, "{key}: {held:?}");
        }
    }
}

/// An appender process and its answers.
struct Appender {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Appender {
    fn start(db: &Database, count: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_appender"))
            .args([db.url(), count])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the appender starts");
        let lines = BufReader::new(child.stdout.take().expect("its answers")).lines();
        Self { child, lines }
    }

    fn next(&mut self) -> Option<String> {
        self.lines.next().map(|line| line.expect("UTF-8"))
    }

    /// Kills it (SIGKILL), and reads what it had said before.
    fn kill(mut self) -> Vec<String> {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it is gone");
        self.lines.map_while(Result::ok).collect()
    }
}

fn note(acknowledged: &mut HashMap<String, u64>, line: &str) {
    if let Some((key, version)) = line.split_once(' ') {
        acknowledged.insert(key.to_owned(), version.parse().expect("a version"));
    }
}

async fn no_acknowledged_event_is_lost_in_a_kill(db: Database) {
    let (mut acknowledged, mut dice) = (HashMap::new(), Dice::thrown());
    for round in 0..4 {
        let mut appender = Appender::start(&db, "0");
        let answers = 3 + dice.below(60 << round);
        for _ in 0..answers {
            note(&mut acknowledged, &appender.next().expect("it goes on for ever"));
        }
        appender.kill().iter().for_each(|line| note(&mut acknowledged, line));
        let store = Gundb::open(db.url()).await.unwrap();
        assert_sound(&store).await;
        for (key, version) in &acknowledged {
            let held = store.stream(&StreamRef::new("counter", key)).await.unwrap();
            // Each batch has two events: nothing is there by half.
            assert!(
                held.as_ref().is_some_and(|held| held.version >= *version && held.version % 2 == 0),
                "{key}: {held:?}"
            );
        }
    }
    assert!(!acknowledged.is_empty());
}

async fn a_kill_in_a_migration_leaves_all_or_nothing(db: Database) {
    let mut dice = Dice::thrown();
    for round in 0..8 {
        let db = db.backend().fresh().await;
        let mut appender = Appender::start(&db, "migrate");
        assert_eq!(appender.next().as_deref(), Some("start"));
        // Work instead of a sleep: how far the other one comes meanwhile differs from round to
        // round.
        let work = dice.below(1 << (14 + round));
        std::hint::black_box((0..work).fold(0_u64, |sum, step| std::hint::black_box(sum ^ step)));
        appender.kill();
        let store = Gundb::open(db.url()).await.unwrap();
        assert_sound(&store).await;
        let mut second = Appender::start(&db, "2");
        while second.next().is_some() {}
        assert!(second.child.wait().unwrap().success());
        assert_sound(&store).await;
    }
}

async fn two_processes_share_one_database(db: Database) {
    let mut processes =
        [Appender::start(&db, "20"), Appender::start(&db, "20"), Appender::start(&db, "20")];
    for process in &mut processes {
        while process.next().is_some() {}
        assert!(process.child.wait().unwrap().success());
    }
    let store = Gundb::open(db.url()).await.unwrap();
    let report = store.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
    assert_eq!((report.records, report.streams), (3 * 8 * 20, 3 * 8));
}
