//! What a session makes of the other node's messages.

use super::super::message::{Body, Hello, Message, Ranges};
use super::super::range::OriginRange;
use super::broken::Broken;
use super::sending::Sending;
use super::{Session, SessionAction, Turn};
use crate::model::Origin;

impl Session {
    pub(super) fn hear_message(
        &mut self,
        message: Message,
        actions: &mut Vec<SessionAction>,
    ) -> Result<(), Broken> {
        let Message { number, body } = message;
        if let Body::Refused(refusal) = body {
            return Err(Broken::by_other(refusal, self.space));
        }
        if number < self.number_in {
            return Ok(());
        }
        if number > self.number_in {
            return Err(Broken::out_of_turn(&format!("message {} is missing", self.number_in)));
        }
        self.number_in += 1;
        match body {
            Body::Hello(hello) => self.hear_hello(&hello, actions),
            Body::Ranges(ranges) => self.hear_ranges(&ranges, actions),
            Body::Events(runs) => {
                self.settle_in_silence();
                let is_due = self.turn == Turn::Settled;
                is_due
                    .then(|| self.receiving.take(number, runs))
                    .flatten()
                    .ok_or_else(|| Broken::unasked("events"))
            }
            Body::Acknowledged { number } => {
                let records = self.sending.acknowledged(number);
                self.sent += records.ok_or_else(|| Broken::unasked("an acknowledgement"))?;
                Ok(())
            }
            Body::Done { forked } => self.hear_done(forked),
            Body::Refused(_) => Ok(()),
        }
    }

    fn hear_hello(
        &mut self,
        hello: &Hello,
        actions: &mut Vec<SessionAction>,
    ) -> Result<(), Broken> {
        if hello.space != self.space {
            return Err(Broken::other_space(hello.space, self.space));
        }
        if self.number_in != 1 || hello.told.range != OriginRange::WHOLE {
            return Err(Broken::unasked("a hello"));
        }
        match &self.hello {
            None => {}
            // Both began: equal nodes know it then, and else the one whose hello sorts first is
            // answered.
            Some(_) if self.comparison.agrees(&hello.told) => {
                self.settle();
                (self.sending.is_done, self.receiving.is_closed) = (true, true);
                return Ok(());
            }
            Some(ours) if ours.to_bytes() < hello.told.to_bytes() => return Ok(()),
            Some(_) => {}
        }
        self.comparison.weigh(&hello.told);
        self.is_silent = self.answer(actions);
        Ok(())
    }

    fn hear_ranges(
        &mut self,
        ranges: &Ranges,
        actions: &mut Vec<SessionAction>,
    ) -> Result<(), Broken> {
        let is_due = matches!(self.turn, Turn::Theirs | Turn::TheirsStill);
        is_due
            .then(|| self.comparison.hear(ranges))
            .flatten()
            .ok_or_else(|| Broken::unasked("ranges"))?;
        self.turn = Turn::TheirsStill;
        if !ranges.more {
            self.answer(actions);
        }
        Ok(())
    }

    fn hear_done(&mut self, forked: Vec<Origin>) -> Result<(), Broken> {
        let answers_hello = self.turn == Turn::Theirs && self.number_out == 1;
        self.settle_in_silence();
        if self.turn != Turn::Settled || self.receiving.is_closed {
            return Err(Broken::unasked("its end"));
        }
        self.forked.extend(forked);
        self.receiving.is_closed = true;
        self.sending.is_done |= answers_hello;
        Ok(())
    }

    /// Says what we have to say in the comparison, and whether that was nothing.
    fn answer(&mut self, actions: &mut Vec<SessionAction>) -> bool {
        let pages = self.comparison.answer();
        let is_silent = pages.is_empty();
        let asks = pages.iter().any(|page| !page.told.is_empty());
        pages.into_iter().for_each(|page| self.send(Body::Ranges(page), actions));
        if asks {
            self.turn = Turn::Theirs;
        } else {
            self.settle();
        }
        is_silent
    }

    /// Where the other node has to answer and goes on to events, it has nothing to answer.
    fn settle_in_silence(&mut self) {
        if self.turn == Turn::Theirs {
            self.settle();
        }
    }

    fn settle(&mut self) {
        self.turn = Turn::Settled;
        self.sending = Sending::new(std::mem::take(&mut self.comparison.lacking));
        self.forked.append(&mut self.comparison.forked);
    }
}
