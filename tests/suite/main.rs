//! The suite: every scenario on every backend, and the rules of the house.

mod harness;
mod tidy;
