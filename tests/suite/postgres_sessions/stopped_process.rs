//! A process that is stopped while it holds the store's lock.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use gundb::prelude::*;
use gundb::store::Connections;
use gundb_tests::backend::{Backend, Database};

use crate::bank::{AccountRow, assert_sound, deposited};

gundb_tests::scenarios! { a_stopped_process_holds_others_up_no_longer_than_the_database_can_help }

/// A process that stops itself in the middle of its append.
struct Frozen {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Frozen {
    fn start(url: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_freezer"))
            .arg(url)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the freezer starts");
        let lines = BufReader::new(child.stdout.take().expect("what it says")).lines();
        Self { child, lines }
    }

    fn says(&mut self) -> String {
        self.lines.next().expect("it says something").expect("UTF-8")
    }

    /// Lets it continue once it has stopped.
    fn go_on(&self) {
        let id = self.child.id().to_string();
        let is_stopped = || {
            let state = Command::new("ps").args(["-o", "stat=", "-p", &id]).output().expect("ps");
            state.stdout.first() == Some(&b'T')
        };
        while !is_stopped() {}
        assert!(Command::new("kill").args(["-CONT", &id]).status().expect("kill").success());
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        // Stopped or not, it ends with the test.
        let _ = (self.child.kill(), self.child.wait());
    }
}

async fn a_stopped_process_holds_others_up_no_longer_than_the_database_can_help(db: Database) {
    let patience = match db.backend() {
        Backend::Sqlite => Duration::from_millis(50),
        Backend::Postgres => Duration::from_secs(60),
    };
    let other = Gundb::builder()
        .view::<AccountRow>()
        .connections(Connections::default().lock_timeout(patience));
    let other = other.open(db.url()).await.unwrap();
    other.append("a", Expect::New, [deposited(1)]).await.unwrap();
    let mut frozen = Frozen::start(db.url());
    assert_eq!(frozen.says(), "in the middle of a write");
    let appended = other.append("a", Expect::Any, [deposited(1)]).await;
    match db.backend() {
        Backend::Postgres => assert_eq!(appended.unwrap().version(), 2),
        Backend::Sqlite => {
            let error = appended.unwrap_err();
            assert!(
                error.is_unavailable() && error.to_string().contains("has held the lock"),
                "{error}"
            );
        }
    }
    frozen.go_on();
    assert_eq!(frozen.says(), "stored");
    assert!(frozen.child.wait().unwrap().success());
    let stored = other.verify().await.unwrap().records;
    assert_eq!(stored, if db.backend() == Backend::Postgres { 3 } else { 2 });
    assert_sound(&other).await;
}
