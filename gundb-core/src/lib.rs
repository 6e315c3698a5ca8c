//! GunDB: an SQL-backed, ORM-style event sourcing toolkit.

pub mod clock;
mod error;
pub mod model;

pub use error::{Error, Result};
