//! Whole transactions, tried again where the database says so.

use std::future::Future;
use std::time::Duration;

use super::backend::Failure;
use crate::error::Result;

/// How often a transaction is tried before its error is handed on.
const ATTEMPTS_MAX: u32 = 8;

/// How often a transaction is tried that finds a table locked.
const PATIENT_TRIES_MAX: u32 = 30;
/// Pause behind the first of these tries; each further one is longer by as much.
const PAUSE: Duration = Duration::from_millis(100);

/// Runs `transaction` until it succeeds, fails for good, or was tried [`ATTEMPTS_MAX`] times.
pub(super) async fn retried<T, F, R>(transaction: F) -> Result<T>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    attempted(transaction).await.map_err(|failure| failure.error)
}

/// As [`retried`]; and waits between tries for readers who hold a table that the transaction drops, where others may
/// take the store's lock.
pub(super) async fn patiently<T, F, R>(mut transaction: F) -> Result<T>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    let mut tries = 1;
    loop {
        match attempted(&mut transaction).await {
            Ok(done) => return Ok(done),
            Err(failure) if failure.blocked && tries < PATIENT_TRIES_MAX => {
                tokio::time::sleep(PAUSE * tries).await;
                tries += 1;
            }
            Err(failure) => return Err(failure.error),
        }
    }
}

/// As [`retried`], with all that is known of the failure.
pub(super) async fn attempted<T, F, R>(mut transaction: F) -> Result<T, Failure>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    let mut attempt = 1;
    loop {
        match transaction().await {
            Err(failure) if failure.retry && attempt < ATTEMPTS_MAX => attempt += 1,
            done => return done,
        }
    }
}
