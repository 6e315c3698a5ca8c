//! From a seed to a script.

use gundb::Decimal;
use jiff::Timestamp;

use super::event::{POISON, ThingEvent};
use super::model::Views;
use super::script::{Act, Carrier, ForeignRecord, Jump, Part, Script, Step};
use crate::dice::Dice;

/// Keys of streams; the first ones are busier.
const KEYS: [&str; 8] = ["a", "b", "c", "a/b:c", "100%_", "Ключ", "🙂", " "];
/// Short texts.
const WORDS: [&str; 6] = ["x", "y", "élan", "quote\"\\", "", "🙂🙂"];
/// Numbers, most of them small.
const NUMBERS: [i64; 8] = [0, 1, 2, 7, -3, 100, i64::MAX, i64::MIN];
/// A year, in milliseconds.
const YEAR_MS: i64 = 365 * 24 * 3600 * 1000;
/// Tables that a database may refuse to write.
const TABLES: [&str; 10] = [
    "gundb_event",
    "gundb_stream",
    "gundb_store",
    "gundb_log",
    "gundb_head",
    "gundb_pending",
    "gundb_fold",
    "things",
    "lines",
    "clubs",
];
const VIEWS: [&str; 10] =
    ["things", "counts", "scores", "teams", "kept", "lines", "clubs", "dues", "fees", "habits"];
/// Amounts of money: equal ones in two spellings, and the greatest there is.
const AMOUNTS: [&str; 6] = ["1", "2.0", "2.00", "-0.5", "0.125", "9999999999999999999999999999"];

/// What a history is made of.
#[derive(Clone, Debug)]
pub struct Flavour {
    /// How many nodes there are.
    pub nodes: usize,
    /// How many of them, from the first, are on Postgres.
    pub postgres: usize,
    /// How many events are appended, at least.
    pub events: usize,
    /// How much there is of each kind of act, against the others.
    pub weights: Weights,
    /// How many keys are in use.
    pub keys: usize,
    /// The longest time between two steps; 0: all at one moment.
    pub pause_ms_max: usize,
}

/// How much there is of each kind of act.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs, reason = "named as the acts are")]
pub struct Weights {
    pub append: usize,
    pub meet: usize,
    pub cut: usize,
    pub deliver: usize,
    pub foreign: usize,
    pub crash: usize,
    pub clock: usize,
    pub rebuild: usize,
    pub failing: usize,
}

impl Flavour {
    /// One of a seed: each leaves some faults out, so that others stand alone.
    pub fn of(dice: &mut Dice, nodes: usize, events: usize) -> Self {
        let mut weight = |most: usize| if dice.one_in(3) { 0 } else { 1 + dice.below(most) };
        let weights = Weights {
            append: 20,
            meet: weight(6),
            cut: weight(3),
            deliver: weight(10),
            foreign: weight(2),
            crash: weight(3),
            clock: weight(3),
            rebuild: weight(1),
            failing: weight(4),
        };
        let (keys, pause_ms_max) = (dice.of(&[1, 2, 3, KEYS.len()]), dice.of(&[0, 2, 1000]));
        Self { nodes, postgres: 0, events, weights, keys, pause_ms_max }
    }

    /// A script of this kind.
    pub fn script(&self, seed: u64) -> Script {
        let mut maker = Maker { dice: Dice::new(seed ^ 0x5EED), flavour: self, events: 0 };
        let mut steps = Vec::new();
        while maker.events < self.events {
            let after_ms = maker.dice.below(self.pause_ms_max + 1) as i64;
            let act = maker.act();
            steps.push(Step { after_ms, act });
        }
        let look_every = (steps.len() / 2 + 1).max(10);
        Script { seed, nodes: self.nodes, postgres: self.postgres, look_every, steps }
    }
}

struct Maker<'a> {
    dice: Dice,
    flavour: &'a Flavour,
    events: usize,
}

/// Makes one kind of act.
type Choice<M> = fn(&mut M) -> Act;

impl Maker<'_> {
    fn act(&mut self) -> Act {
        let Weights { append, meet, cut, deliver, foreign, crash, clock, rebuild, failing } =
            self.flavour.weights;
        let kinds: [(usize, Choice<Self>); 9] = [
            (append, Self::append),
            (meet, |this| this.meet(None)),
            (cut, |this| {
                let cut = 1 + this.dice.below(6);
                this.meet(Some(cut))
            }),
            (deliver, Self::deliver),
            (foreign, Self::foreign),
            (crash, Self::crash),
            (clock, Self::clock),
            (rebuild, |this| Act::Rebuild {
                node: this.node(),
                view: this.dice.of(&VIEWS).to_owned(),
            }),
            (failing, Self::failing),
        ];
        let mut thrown = self.dice.below(kinds.iter().map(|(weight, _)| weight).sum::<usize>());
        for (weight, make) in kinds {
            if thrown < weight {
                return make(self);
            }
            thrown -= weight;
        }
        self.append()
    }

    fn node(&mut self) -> usize {
        self.dice.below(self.flavour.nodes)
    }

    fn pair(&mut self) -> (usize, usize) {
        let first = self.node();
        let step = 1 + self.dice.below(self.flavour.nodes.max(2) - 1);
        (first, (first + step) % self.flavour.nodes)
    }

    fn append(&mut self) -> Act {
        let node = self.node();
        let mut keys = KEYS[..self.flavour.keys].to_vec();
        self.dice.shuffle(&mut keys);
        let streams = if self.dice.one_in(4) { 1 + self.dice.below(3) } else { 1 };
        let mut parts = Vec::new();
        for key in keys.into_iter().take(streams) {
            let length = if self.dice.one_in(3) { 1 + self.dice.below(5) } else { 1 };
            let events = (0..length).map(|_| self.event()).collect();
            self.events += length;
            parts.push(Part { key: key.to_owned(), events });
        }
        let id = self.dice.one_in(5).then(|| self.dice.below(6) as u8);
        if id.is_some() {
            // Few contents, so that the same one comes at two nodes.
            let content = ThingEvent::Scored {
                points: self.dice.below(2) as i64,
                team: Some("x".to_owned()),
            };
            let other = ThingEvent::Made { title: "x".to_owned() };
            let third = ThingEvent::Joined {
                club: Some("x".to_owned()),
                member: "x".to_owned(),
                motto: Some(self.dice.of(&["x", "y"]).to_owned()),
                fee: Decimal::ONE,
                at: Some(self.moment()),
            };
            parts[0].events[0] = self.dice.of(&[content, other, third]);
            parts[0].key = KEYS[0].to_owned();
            parts.truncate(1);
        }
        Act::Append { node, parts, id }
    }

    fn word(&mut self) -> String {
        self.dice.of(&WORDS).to_owned()
    }

    fn event(&mut self) -> ThingEvent {
        let number = self.dice.of(&NUMBERS);
        let maybe = !self.dice.one_in(4);
        match self.dice.below(18) {
            0 => ThingEvent::Made { title: self.word() },
            1 => ThingEvent::Titled { title: maybe.then(|| self.word()) },
            2 => ThingEvent::Priced { cents: maybe.then_some(number) },
            3 | 4 => ThingEvent::Scored { points: number, team: maybe.then(|| self.word()) },
            5 => ThingEvent::Fined { points: number },
            6 => ThingEvent::Measured { weight: self.weight(), at: self.moment() },
            7 => ThingEvent::Tagged { tag: self.word() },
            8 => ThingEvent::Untagged { tag: self.word() },
            9 | 10 => ThingEvent::Said {
                word: if self.dice.one_in(6) { POISON.to_owned() } else { self.word() },
            },
            11 => ThingEvent::Removed,
            kind => self.of_a_club(kind),
        }
    }

    fn of_a_club(&mut self, kind: usize) -> ThingEvent {
        // Few clubs, so that events of many streams meet in one.
        let club = self.dice.of(&WORDS[..3]).to_owned();
        let maybe = (!self.dice.one_in(4)).then(|| club.clone());
        let motto = (!self.dice.one_in(4)).then(|| self.word());
        match kind {
            12..15 => {
                let at = (!self.dice.one_in(4)).then(|| self.moment());
                ThingEvent::Joined {
                    club: maybe,
                    member: self.word(),
                    motto,
                    fee: self.amount(),
                    at,
                }
            }
            15 => {
                let refund = (!self.dice.one_in(3)).then(|| self.amount());
                ThingEvent::Left { club: maybe, member: self.word(), refund }
            }
            16 => ThingEvent::Founded { club, motto },
            // Where a club is gone for good, there is nothing more to look at.
            _ if self.dice.one_in(2) => ThingEvent::Disbanded { club },
            _ => ThingEvent::Founded { club, motto },
        }
    }

    fn amount(&mut self) -> Decimal {
        self.dice.of(&AMOUNTS).parse().expect("an amount")
    }

    fn weight(&mut self) -> f64 {
        self.dice.of(&[0.0, -0.0, 0.1, 1e300, f64::MIN_POSITIVE, f64::MAX, -2.5, 5e-324])
    }

    fn moment(&mut self) -> Timestamp {
        let texts =
            ["0001-01-02T00:00:00Z", "9999-12-30T12:59:59.999999Z", "2026-02-03T04:05:06.000007Z"];
        self.dice.of(&texts).parse().expect("a time")
    }

    fn meet(&mut self, cut: Option<usize>) -> Act {
        let (first, second) = self.pair();
        Act::Meet { first, second, cut }
    }

    fn deliver(&mut self) -> Act {
        let (from, to) = self.pair();
        let carrier = Carrier {
            salt: self.dice.roll(),
            stale: self.dice.one_in(4),
            cuts: !self.dice.one_in(3),
            shuffles: !self.dice.one_in(3),
            loses: self.dice.of(&[0, 0, 2, 5]),
            doubles: self.dice.of(&[0, 0, 3]),
        };
        Act::Deliver { from, to, bytes_max: self.dice.of(&[1, 2000, 100_000]), carrier }
    }

    fn foreign(&mut self) -> Act {
        let all = [
            ForeignRecord::UnknownEvent,
            ForeignRecord::UnknownStream,
            ForeignRecord::UnknownField,
            ForeignRecord::NoJson,
            ForeignRecord::WrongType,
        ];
        Act::Foreign { to: self.node(), what: self.dice.of(&all) }
    }

    fn crash(&mut self) -> Act {
        Act::Crash {
            node: self.node(),
            views: self.dice.of(&[Views::All, Views::All, Views::Rules, Views::None]),
        }
    }

    fn clock(&mut self) -> Act {
        let jump = match self.dice.below(5) {
            0 => Jump::By(YEAR_MS),
            1 => Jump::By(-YEAR_MS),
            2 => Jump::By(self.dice.below(5000) as i64 - 2500),
            3 => Jump::Freeze,
            _ => Jump::Thaw,
        };
        Act::Clock { node: self.node(), jump }
    }

    fn failing(&mut self) -> Act {
        let node = self.node();
        let act = match self.dice.below(3) {
            0 => self.append(),
            1 => self.deliver(),
            _ => self.meet(None),
        };
        let act = match act {
            Act::Append { parts, id, .. } => Act::Append { node, parts, id },
            Act::Deliver { from, bytes_max, carrier, .. } if from != node => {
                Act::Deliver { from, to: node, bytes_max, carrier }
            }
            other => other,
        };
        Act::Failing { node, table: self.dice.of(&TABLES).to_owned(), act: Box::new(act) }
    }
}
