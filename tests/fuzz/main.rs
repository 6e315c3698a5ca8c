//! Bytes from outside, whatever they are, are refused with a message or mean something; no panic.
//!
//! Cases come from proptest: a failing one is shrunk and printed, and its seed is kept in
//! `proptest-regressions`, so that it is played again.

mod cursors;
mod json;
mod models;
mod mutation;
mod payloads;
mod stored;
mod urls;

use std::cell::OnceCell;
use std::error::Error;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Once};

use proptest::prelude::{ProptestConfig, Strategy};
use proptest::test_runner::{TestCaseError, TestRunner};

thread_local! {
    /// How many panics the tasks of this thread's runtime have had: one in a task of GunDB's
    /// reaches no caller.
    static PANICS: OnceCell<Arc<AtomicUsize>> = const { OnceCell::new() };
}

/// Plays cases one after the other, on a runtime of their own.
fn play<S: Strategy, F: Future<Output = Result<(), TestCaseError>>>(
    file: &'static str,
    cases: u32,
    strategy: &S,
    case: impl Fn(S::Value) -> F,
) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.with(|panics| panics.get().map(|panics| panics.fetch_add(1, Ordering::SeqCst)));
            hook(panic);
        }));
    });
    let panics = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&panics);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(2).enable_all();
    runtime.on_thread_start(move || PANICS.with(|here| _ = here.set(Arc::clone(&counted))));
    let runtime = runtime.build().expect("a runtime");
    let config = ProptestConfig { cases, source_file: Some(file), ..ProptestConfig::default() };
    let done = TestRunner::new(config).run(strategy, |value| {
        runtime.block_on(case(value))?;
        match panics.swap(0, Ordering::SeqCst) {
            0 => Ok(()),
            _ => Err(TestCaseError::fail("a task panicked")),
        }
    });
    if let Err(failed) = done {
        panic!("{failed}");
    }
}

/// Everything that an error says, its sources too.
fn text_of(error: &gundb::Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}
