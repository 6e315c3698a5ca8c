//! Counts the queries that the driver reports.
//!
//! The driver reports each query once, when it ends: that is one round trip to the database, of one
//! statement or of several with semicolons between them. Preparing a statement is not reported; a
//! warm connection has prepared it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, Subscriber, set_global_default};
use tracing::{Event, Metadata};

/// The target under which the driver reports queries.
const QUERIES: &str = "sqlx::query";

static IS_COUNTING: AtomicBool = AtomicBool::new(false);

/// What some work cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    /// How often the database was asked, and its answer awaited.
    pub(crate) round_trips: usize,
    pub(crate) statements: usize,
}

impl Cost {
    /// From the texts of SQL, one for each round trip.
    pub(crate) fn of(texts: &[String]) -> Self {
        let statements = texts.iter().flat_map(|text| text.split(';'));
        let statements = statements.filter(|statement| !statement.trim().is_empty()).count();
        Self { round_trips: texts.len(), statements }
    }
}

/// Runs `work`, and returns the SQL of each round trip meanwhile, of any task.
pub(crate) async fn round_trips_of(work: impl Future) -> Vec<String> {
    static LISTENING: Once = Once::new();
    // On SQLite each connection has a thread of its own, so the listener is global.
    LISTENING.call_once(|| set_global_default(Listener).expect("it is the first"));
    texts().clear();
    IS_COUNTING.store(true, Ordering::SeqCst);
    work.await;
    IS_COUNTING.store(false, Ordering::SeqCst);
    std::mem::take(&mut *texts())
}

fn texts() -> MutexGuard<'static, Vec<String>> {
    static TEXTS: Mutex<Vec<String>> = Mutex::new(Vec::new());
    TEXTS.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Listener;

impl Subscriber for Listener {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.target() == QUERIES { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == QUERIES && IS_COUNTING.load(Ordering::SeqCst)
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        texts().push(if text.whole.is_empty() { text.summary } else { text.whole });
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// SQL as the driver reports it: its first words, and the whole where there are more.
#[derive(Default)]
struct Text {
    summary: String,
    whole: String,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
