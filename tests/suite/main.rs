//! The suite: every scenario on every backend, and the rules of the house.

mod aggregate;
mod append;
mod bank;
mod code;
mod compile_fail;
mod crashes;
mod derive;
mod dice;
mod doors;
mod folds;
mod groups;
mod harness;
mod input;
mod life;
mod migrations;
mod models;
mod queries;
mod reading;
mod rows;
mod rules;
mod swaps;
mod tampering;
mod tidy;
mod trouble;
mod unique;
mod views;
