//! Tests of folds: does a view converge?

mod divergence;

use std::fmt;
use std::marker::PhantomData;

use super::View;
use crate::error::{Error, Result};
use crate::fold::Plan;
use crate::fold::converge::{Case, Dice, Told, shrunk};
use crate::model::{Event, NewEvent, StreamRef};

pub use divergence::Divergence;

/// Histories that are played, unless said otherwise.
const ROUNDS: u32 = 100;
/// What sets the seed of tests that can be played again.
const SEED: &str = "GUNDB_TEST_SEED";

/// A test whether a view makes the same rows of the same events, in whatever order they come. See
/// [`converges`].
#[must_use = "nothing is tested until `check` or `find`"]
pub struct Convergence<V> {
    streams: Vec<(StreamRef, Source)>,
    rounds: u32,
    seed: Option<u64>,
    view: PhantomData<fn() -> V>,
}

/// Gives the events of a stream for one round.
type Source = Box<dyn Fn(&mut Dice) -> Result<Vec<Told>>>;

/// Begins to test whether a view converges. It needs no database.
///
/// A view converges if the same events make the same rows on every node. Rules do; code of your own
/// ([`super::Fold`]) does if it is pure. The test plays the events that you give: two to four
/// writers write them and hear of each other now and then, each by a wall clock of its own. Then
/// they come to a store in other orders, in pieces, some of them twice, with late ones, snapshots
/// and rows that are read back; the rows are folded by the same code that stores fold with. They
/// must be those of the fold in canonical order, from nothing; and that must give the same rows a
/// second time, in another thread.
///
/// ```
/// use gundb::prelude::*;
/// use gundb::view::{self, Fold, Moment};
///
/// #[derive(Event)]
/// #[event(stream = "account")]
/// enum AccountEvent {
///     Deposited { cents: i64 },
///     Withdrawn { cents: i64 },
/// }
///
/// #[derive(View)]
/// #[view(table = "peaks", event = AccountEvent, fold)]
/// struct Peak {
///     #[view(key)]
///     id: String,
///     #[view(add(Deposited.cents), sub(Withdrawn.cents))]
///     balance: i64,
///     highest: i64,
/// }
///
/// impl Fold<AccountEvent> for Peak {
///     fn fold(&mut self, _: &AccountEvent, _: &Moment) {
///         self.highest = self.highest.max(self.balance);
///     }
/// }
///
/// use AccountEvent::*;
/// view::converges::<Peak>()
///     .stream("alice", [Deposited { cents: 7 }, Withdrawn { cents: 5 }, Deposited { cents: 1 }])
///     .random("bob", 20, |chance| match chance % 2 {
///         0 => Deposited { cents: (chance % 100) as i64 },
///         _ => Withdrawn { cents: (chance % 70) as i64 },
///     })
///     .check();
/// ```
///
/// What it can't find: a fold that asks for something which stays the same while the test runs, as
/// the day or a file.
pub fn converges<V: View>() -> Convergence<V> {
    Convergence { streams: Vec::new(), rounds: ROUNDS, seed: None, view: PhantomData }
}

impl<V> fmt::Debug for Convergence<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let streams: Vec<&StreamRef> = self.streams.iter().map(|(stream, _)| stream).collect();
        f.debug_struct("Convergence")
            .field("streams", &streams)
            .field("rounds", &self.rounds)
            .field("seed", &self.seed)
            .finish()
    }
}

impl<V: View> Convergence<V> {
    /// The events of a stream, which writers take in this order; each writes some of them.
    pub fn stream<E: Event>(
        mut self,
        key: impl Into<String>,
        events: impl IntoIterator<Item = E>,
    ) -> Self {
        let events: Vec<Result<Told>> = events.into_iter().map(|event| told(&event)).collect();
        let source = move |_: &mut Dice| events.iter().map(repeated).collect();
        self.streams.push((StreamRef::new(E::STREAM_TYPE, key), Box::new(source)));
        self
    }

    /// This many events of a stream, which are made anew for each round: `make` gets a random
    /// number for each.
    pub fn random<E: Event>(
        mut self,
        key: impl Into<String>,
        events: usize,
        make: impl Fn(u64) -> E + 'static,
    ) -> Self {
        let source = move |dice: &mut Dice| (0..events).map(|_| told(&make(dice.roll()))).collect();
        self.streams.push((StreamRef::new(E::STREAM_TYPE, key), Box::new(source)));
        self
    }

    /// How many histories are played: 100 unless said otherwise.
    pub fn rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds;
        self
    }

    /// Plays what was played with this seed. Without it, `GUNDB_TEST_SEED` names the seed, or
    /// chance does; whatever is found names its own.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Fails where the view does not converge, with the smallest history that shows it.
    ///
    /// # Panics
    /// As it says; and where nothing could be tested ([`Convergence::find`]).
    #[track_caller]
    pub fn check(self) {
        match self.find() {
            Ok(None) => {}
            Ok(Some(divergence)) => panic!("{divergence}"),
            Err(error) => panic!("view `{}` could not be tested: {error}", V::TABLE),
        }
    }

    /// The smallest history found that makes other rows when it comes in another way, or comes
    /// again; `None` where the view converged in every round.
    ///
    /// # Errors
    /// A view that contradicts itself; an event that can't be written as JSON; no event that
    /// changes a row.
    pub fn find(self) -> Result<Option<Divergence>> {
        let plan = Plan::new(V::describe()?.description, V::code());
        let first = self.seed.unwrap_or_else(a_seed);
        let mut changes = 0;
        for seed in (0..self.rounds).map(|round| first.wrapping_add(round.into())) {
            let mut dice = Dice::new(seed);
            let streams = self
                .streams
                .iter()
                .map(|(stream, source)| Ok((stream.clone(), source(&mut dice)?)));
            let streams = streams.collect::<Result<Vec<_>>>()?;
            let case = Case::of(&streams, &mut dice)?;
            changes += case.changes(&plan);
            if let Some(difference) = case.difference(&plan) {
                let (case, difference) = shrunk(case, &plan, difference);
                return Ok(Some(Divergence::new(V::TABLE, seed, &case, difference)));
            }
        }
        match changes {
            0 => {
                Err(Error::invalid("none of its events changes a row, so that nothing was tested"))
            }
            _ => Ok(None),
        }
    }
}

fn told<E: Event>(event: &E) -> Result<Told> {
    let NewEvent { event_type, payload, .. } = NewEvent::typed(event)?;
    Ok(Told { event_type, payload })
}

fn repeated(told: &Result<Told>) -> Result<Told> {
    told.as_ref().cloned().map_err(Error::repeated)
}

fn a_seed() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    let named = std::env::var(SEED).ok().and_then(|seed| seed.parse().ok());
    named.unwrap_or_else(|| RandomState::new().hash_one(SEED))
}
