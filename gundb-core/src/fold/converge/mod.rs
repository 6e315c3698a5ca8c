//! Whether a view makes the same rows of the same events, in whatever order they come. Pure: a
//! history is written by a few writers that meet now and then, and comes to a store in pieces, by
//! the same code that stores fold with.

mod arrival;
mod case;
mod dice;
mod history;
mod rows;
mod shrink;

pub(crate) use case::{Case, Difference, Kind};
pub(crate) use dice::Dice;
pub(crate) use history::Told;
pub(crate) use shrink::shrunk;

#[cfg(test)]
mod tests;
