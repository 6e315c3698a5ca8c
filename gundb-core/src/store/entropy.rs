//! Where random numbers come from: the operating system, or a simulation that plays a history
//! again.

use crate::error::{Error, Result};
use crate::model::Origin;

/// A source of random numbers, for the origin of a fresh store and the nonces of appends.
///
/// Applications leave it as it is. Origins must differ wherever stores meet: a source that repeats
/// itself makes logs that look forked. It is here for simulations, in which one seed has to give
/// the same bytes again.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes` with random ones.
    ///
    /// # Errors
    /// There are none to be had.
    fn fill(&self, bytes: &mut [u8]) -> Result<()>;
}

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        let failed =
            |error| Error::closed(format!("the operating system gives no random numbers: {error}"));
        getrandom::fill(bytes).map_err(failed)
    }
}

/// This many random numbers of 63 bits.
pub(super) fn numbers(entropy: &dyn Entropy, count: usize) -> Result<Vec<u64>> {
    let mut bytes = vec![0; count * 8];
    entropy.fill(&mut bytes)?;
    let (words, _) = bytes.as_chunks::<8>();
    Ok(words.iter().map(|word| u64::from_le_bytes(*word) >> 1).collect())
}

/// A new origin.
pub(super) fn origin(entropy: &dyn Entropy) -> Result<Origin> {
    loop {
        let drawn = numbers(entropy, 1)?;
        // Zero is no origin; it comes once in 2^63.
        if let Some(origin) = drawn.first().and_then(|number| Origin::new(*number).ok()) {
            return Ok(origin);
        }
    }
}
