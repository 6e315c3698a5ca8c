//! A server whose processes are killed again and again under many callers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use gundb::prelude::*;
use gundb_tests::postgres::{Durability, Server};
use gundb_tests::sql::Sql;
use tokio::sync::watch;

use super::{Count, Oracle, Tally, counted};

/// Callers at once.
const CALLERS: usize = 64;
/// How often something is killed.
const KILLS: usize = 16;
/// Answers between two kills.
const ANSWERS: u64 = 150;

/// What callers share.
struct Storm {
    store: Gundb,
    oracle: Mutex<Oracle>,
    /// How many were acknowledged.
    answers: watch::Sender<u64>,
    is_over: AtomicBool,
}

impl Storm {
    fn number(&self) -> i64 {
        self.oracle.lock().unwrap().number()
    }

    fn note<T>(&self, number: i64, answer: &gundb::Result<T>) {
        self.oracle.lock().unwrap().note(number, answer);
        self.answers.send_modify(|answers| *answers += u64::from(answer.is_ok()));
    }

    /// Appends until it is over.
    async fn append(&self, key: String) {
        while !self.is_over.load(Ordering::Relaxed) {
            let number = self.number();
            let answer = self.store.append(key.as_str(), Expect::Any, [counted(number)]).await;
            self.note(number, &answer);
        }
    }

    /// Decides until it is over, on a stream that nobody else writes to.
    async fn decide(&self, key: String) {
        while !self.is_over.load(Ordering::Relaxed) {
            let last = Mutex::new(None);
            let decide = |_: &Count| {
                let number = self.number();
                *last.lock().unwrap() = Some(number);
                Ok(vec![counted(number)])
            };
            let answer = self.store.decide::<Count>(key.as_str(), decide).await;
            let last = *last.lock().unwrap();
            match last {
                Some(number) => self.note(number, &answer),
                None => assert!(answer.unwrap_err().is_unavailable()),
            }
        }
    }
}

/// Kills all of the server, or one session, each time that a number of callers were answered.
async fn kill(server: Arc<Server>, answers: watch::Receiver<u64>) {
    for round in 0..KILLS {
        let mut answers = answers.clone();
        let before = *answers.borrow_and_update();
        answers.wait_for(|answers| *answers >= before + ANSWERS).await.unwrap();
        let server = Arc::clone(&server);
        let killed = tokio::task::spawn_blocking(move || {
            if round % 2 == 0 {
                return server.kill_one();
            }
            server.kill()?;
            server.restart()
        });
        killed.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_killed_under_callers_store_each_event_once() {
    let server = Arc::new(
        tokio::task::spawn_blocking(|| Server::start(Durability::Off)).await.unwrap().unwrap(),
    );
    let store = Gundb::builder().view::<Tally>().open(server.url()).await.unwrap();
    let storm = Arc::new(Storm {
        store,
        oracle: Mutex::default(),
        answers: watch::Sender::new(0),
        is_over: AtomicBool::new(false),
    });
    let callers = (0..CALLERS).map(|caller| {
        let storm = Arc::clone(&storm);
        tokio::spawn(async move {
            match caller % 4 {
                0 => storm.decide(format!("decided {caller}")).await,
                _ => storm.append(format!("shared {}", caller % 16)).await,
            }
        })
    });
    let callers: Vec<_> = callers.collect();
    kill(Arc::clone(&server), storm.answers.subscribe()).await;
    storm.is_over.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
    let sql = Sql::connect(server.url()).await.unwrap();
    let oracle = std::mem::take(&mut *storm.oracle.lock().unwrap());
    println!("{} acknowledged, {} unknown", *storm.answers.borrow(), oracle.unknown());
    oracle.check(&sql, "at the end").await;
    let report = storm.store.verify().await.unwrap();
    assert!(report.is_sound(), "{:#?}", report.findings);
}
