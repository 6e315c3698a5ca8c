//! Whole transactions, tried again where the database says so.

use std::future::Future;
use std::time::Duration;

use crate::error::Result;
use crate::store::backend::Failure;

/// How often a transaction is tried before its error is handed on.
const ATTEMPTS_MAX: u32 = 8;

/// How often a transaction is tried that finds a table locked.
const PATIENT_TRIES_MAX: u32 = 30;
/// Pause after the first of these tries; each further one is longer by as much.
const PAUSE: Duration = Duration::from_millis(100);

/// Runs a transaction until it succeeds, fails for good, or was tried [`ATTEMPTS_MAX`] times. It is
/// tried again after an unknown outcome as well: so it must be one that finds out by itself what it
/// did before, under the lock that it takes. What is received is known by its dots, what is
/// registered by its name, a chunk of a view by its position, a migration by its number.
pub(super) async fn retried<T, F, R>(transaction: F) -> Result<T>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    repeated(transaction).await.map_err(|failure| failure.error)
}

/// As [`retried`]; and waits between tries for readers who hold a table that the transaction drops,
/// where others may take the store's lock.
pub(super) async fn patiently<T, F, R>(mut transaction: F) -> Result<T>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    let mut tries = 1;
    loop {
        match repeated(&mut transaction).await {
            Ok(done) => return Ok(done),
            Err(failure) if failure.is_blocked() && tries < PATIENT_TRIES_MAX => {
                tokio::time::sleep(PAUSE * tries).await;
                tries += 1;
            }
            Err(failure) => return Err(failure.error),
        }
    }
}

async fn repeated<T, F, R>(transaction: F) -> Result<T, Failure>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    tried(transaction, |failure| failure.may_be_tried_again() || failure.is_outcome_unknown()).await
}

/// Runs a transaction that must not be done twice: it is tried again only where nothing of it was
/// written.
pub(super) async fn attempted<T, F, R>(transaction: F) -> Result<T, Failure>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    tried(transaction, Failure::may_be_tried_again).await
}

async fn tried<T, F, R>(mut transaction: F, again: impl Fn(&Failure) -> bool) -> Result<T, Failure>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T, Failure>>,
{
    let mut attempt = 1;
    loop {
        match transaction().await {
            Err(failure) if again(&failure) && attempt < ATTEMPTS_MAX => attempt += 1,
            done => return done,
        }
    }
}
