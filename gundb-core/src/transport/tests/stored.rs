//! A node in memory with a store's interface to replication, whose calls may fail.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::error::{Error, Result};
use crate::model::{Reference, Space};
use crate::replication::protocol::{Load, Loaded};
use crate::replication::tests::node::Node;
use crate::replication::{EventSink, EventSource, Received, Run};

pub(super) struct Stored {
    node: Mutex<Node>,
    calls_left: AtomicUsize,
    takes_nothing: AtomicBool,
}

impl Stored {
    pub(super) fn new(node: Node) -> Self {
        Self {
            node: Mutex::new(node),
            calls_left: AtomicUsize::new(usize::MAX),
            takes_nothing: AtomicBool::new(false),
        }
    }

    pub(super) fn with<T>(&self, act: impl FnOnce(&mut Node) -> T) -> T {
        act(&mut self.node.lock().unwrap())
    }

    /// The call after this many others fails.
    pub(super) fn fail_at(&self, call: usize) {
        self.calls_left.store(call, Ordering::SeqCst);
    }

    /// Every call that brings events fails.
    pub(super) fn fail_to_receive(&self) {
        self.takes_nothing.store(true, Ordering::SeqCst);
    }

    pub(super) fn heads(&self) -> Vec<Reference> {
        self.with(|node| node.log_heads())
    }

    fn call<T>(&self, act: impl FnOnce(&mut Node) -> T) -> Result<T> {
        match self.calls_left.fetch_sub(1, Ordering::SeqCst) {
            0 => Err(full()),
            _ => Ok(self.with(act)),
        }
    }
}

fn full() -> Error {
    Error::closed("the disk is full")
}

impl EventSource for Stored {
    fn space(&self) -> Space {
        self.with(|node| node.space)
    }

    async fn heads(&self) -> Result<Vec<Reference>> {
        self.call(|node| node.log_heads())
    }

    async fn runs(&self, load: Load) -> Result<Loaded> {
        self.call(|node| node.load(&load))
    }
}

impl EventSink for Stored {
    async fn receive(&self, runs: Vec<Run>) -> Result<Received> {
        if self.takes_nothing.load(Ordering::SeqCst) {
            return Err(full());
        }
        self.call(|node| node.receive(runs))
    }
}
