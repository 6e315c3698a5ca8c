//! Futures that need no runtime, polled step by step: one that waits for what never comes is found
//! out at once, and one can be dropped after any step.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Whether something woke the future since it was polled.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// How far a future came.
#[derive(Debug, PartialEq)]
pub(super) enum Played<T> {
    Ended(T),
    /// It waits, and nothing will wake it.
    Stuck,
    /// It would go on.
    Cut,
}

impl<T> Played<T> {
    pub(super) fn ended(self) -> T {
        match self {
            Self::Ended(value) => value,
            Self::Stuck => panic!("it waits for what never comes"),
            Self::Cut => panic!("it takes more steps"),
        }
    }
}

/// Polls a future at most this many times, and drops it.
pub(super) fn play_for<T>(steps: usize, future: impl Future<Output = T>) -> Played<T> {
    let mut future: Pin<&mut _> = pin!(future);
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&woken));
    for _ in 0..steps {
        if !woken.0.swap(false, Ordering::SeqCst) {
            return Played::Stuck;
        }
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Played::Ended(value);
        }
    }
    Played::Cut
}

/// Polls a future until it ends or is stuck.
pub(super) fn play<T>(future: impl Future<Output = T>) -> Played<T> {
    play_for(usize::MAX, future)
}
