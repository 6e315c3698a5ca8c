//! Whole transactions, tried again where the database says so.

use std::future::Future;

use super::backend::Failure;
use crate::error::Result;

/// How often a transaction is tried before its error is handed on.
const ATTEMPTS_MAX: u32 = 8;

/// Runs `transaction` until it succeeds, fails for good, or was tried [`ATTEMPTS_MAX`] times.
pub(super) async fn retried<T, F, R>(mut transaction: F) -> Result<T>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    let mut attempt = 1;
    loop {
        match transaction().await {
            Ok(done) => return Ok(done),
            Err(failure) if failure.retry && attempt < ATTEMPTS_MAX => attempt += 1,
            Err(failure) => return Err(failure.error),
        }
    }
}
