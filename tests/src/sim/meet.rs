//! Two nodes that meet over a line that may break. One side moves at a time, so that a meeting can
//! be repeated exactly.

use std::collections::VecDeque;

use gundb::replication::protocol::{Input, Session, SessionAction, Summary};
use gundb::replication::{EventSink as _, EventSource as _, Received};
use gundb::{Error, Gundb};

/// How a meeting went.
#[derive(Debug, Default)]
pub(super) struct Meeting {
    /// Messages that were carried.
    pub(super) messages: usize,
    /// What became of what came to the second and to the first.
    pub(super) received: [Received; 2],
    /// Why it was not finished.
    pub(super) trouble: Option<String>,
}

struct Side<'a> {
    db: &'a Gundb,
    session: Session,
    actions: VecDeque<SessionAction>,
    inbox: VecDeque<Vec<u8>>,
    done: Option<Summary>,
}

impl<'a> Side<'a> {
    async fn new(db: &'a Gundb) -> gundb::Result<Self> {
        let session = Session::new(db.space(), db.heads().await?);
        Ok(Self { db, session, actions: VecDeque::new(), inbox: VecDeque::new(), done: None })
    }

    /// Does what is to be done next; a message to the other side, or nothing any more.
    async fn go_on(&mut self) -> Option<Vec<u8>> {
        loop {
            let input = match self.actions.pop_front() {
                Some(SessionAction::Send(message)) => return Some(message.encode()),
                Some(SessionAction::Load(load)) => {
                    self.db.runs(load).await.map_or_else(Input::Failed, Input::Loaded)
                }
                Some(SessionAction::Store(runs)) => {
                    self.db.receive(runs).await.map_or_else(Input::Failed, Input::Stored)
                }
                Some(SessionAction::Done(summary)) => {
                    self.done = Some(summary);
                    continue;
                }
                None => Input::from_bytes(&self.inbox.pop_front()?),
            };
            self.actions.extend(self.session.step(input));
        }
    }
}

/// Lets two databases meet; the line breaks after `cut` messages.
pub(super) async fn meet(
    first: &Gundb,
    second: &Gundb,
    cut: Option<usize>,
) -> gundb::Result<Meeting> {
    let mut sides = [Side::new(first).await?, Side::new(second).await?];
    let begun = sides[0].session.step(Input::Started);
    sides[0].actions.extend(begun);
    let (mut messages, mut is_quiet, mut turn) = (0, 0, 0);
    while is_quiet < 2 && cut.is_none_or(|cut| messages < cut) {
        match sides[turn].go_on().await {
            Some(bytes) => {
                (messages, is_quiet) = (messages + 1, 0);
                sides[1 - turn].inbox.push_back(bytes);
            }
            None => is_quiet += 1,
        }
        turn = 1 - turn;
    }
    let mut meeting = Meeting { messages, ..Meeting::default() };
    for (index, mut side) in sides.into_iter().enumerate() {
        if side.done.is_none() {
            side.inbox.clear();
            side.actions.clear();
            let broken = side.session.step(Input::Failed(Error::user("the line broke")));
            side.actions.extend(broken);
            while side.go_on().await.is_some() {}
        }
        let Some(summary) = side.done else { continue };
        meeting.trouble = meeting.trouble.or(summary.ended.err().map(|error| error.to_string()));
        meeting.received[1 - index] = summary.received;
    }
    Ok(meeting)
}
