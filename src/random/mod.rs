//! Layer 0. The only place that makes random numbers.
//!
//! Every random number is a pure function of (seed, draw, area, household, purpose, episode, counter): the
//! first two are the key of [`philox`], the others its counter. No number depends on the order of calls, so
//! results are the same for any number of threads, and an extra number in one place shifts nothing elsewhere
//! (common random numbers). The reasons are in `docs/decisions/0001-random-numbers.md`.
//!
//! It must not know what the numbers are for, beyond the list of purposes.

pub mod philox;

use rand::rand_core::{Infallible, TryRng};

/// One stream per call site in the model: numbers of different purposes never share a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// Onset of the first episode and income band (population), of two neighbouring households.
    Household = 1,
    /// Frailty, given the first onset.
    Frailty = 2,
    /// Network strength.
    Network = 3,
    /// Waiting time to the next onset after an episode.
    Onset = 4,
    /// Severity, number of domains and primary domain of a new episode, how long it stays unreported, and its
    /// first change of severity.
    Profile = 5,
    /// The further domains of a new episode.
    Domains = 6,
    /// Times to, and directions of, two changes of severity.
    Course = 7,
    /// The category found at the orientatie.
    Orientatie = 8,
    /// Whether a queued episode is passed over this month.
    Deferral = 9,
    /// A decision at a gesprek or a review: closing, the rung, carrying a lighter one through.
    Decision = 10,
    /// The multiplier of the hours on a rung.
    Hours = 11,
    /// Sampling designs over the uncertain quantities.
    Design = 13,
    /// The correction for optimism of an effect in a draw.
    OptimismBias = 14,
    /// Which municipalities take part in a check against reality.
    Validation = 15,
    /// Resamples of a bootstrap.
    Bootstrap = 20,
    /// Points of the later stages of a Bayesian calibration.
    Calibration = 30,
    /// Which rows of a posterior the draws of a run take.
    Posterior = 31,
    /// Regressions as they might have been, in the decision analysis.
    Metamodel = 40,
    /// Where a search for policies begins, and the seed of the draws that check what it found.
    Optimisation = 50,
}

/// A household as the generator knows it: a key of its area and its number within that area.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    pub area_key: u64,
    pub household: u32,
}

/// The random numbers of one draw; counts the blocks it made.
#[derive(Clone, Debug)]
pub struct Generator {
    key: [u64; 2],
    blocks: u64,
}

impl Generator {
    pub fn new(seed: u64, draw: u64) -> Self {
        Self { key: [seed, draw], blocks: 0 }
    }

    /// Four 64-bit words for one decision.
    #[inline(always)]
    pub fn block(&mut self, site: Site, purpose: Purpose, episode: u32, counter: u32) -> Block {
        self.blocks += 1;
        Block(philox::block(self.key, counter_words(site, purpose, episode, counter)))
    }

    /// A stream of any length for one decision, for the samplers of `rand_distr`.
    #[inline]
    pub fn stream(
        &mut self,
        site: Site,
        purpose: Purpose,
        episode: u32,
        counter: u32,
    ) -> Stream<'_> {
        let counter = counter_words(site, purpose, episode, counter);
        Stream { key: self.key, counter, buffer: [0; 4], used: 4, blocks: &mut self.blocks }
    }

    /// What the numbers depend on beside their counters: the seed and the draw.
    pub fn key(&self) -> [u64; 2] {
        self.key
    }

    /// Blocks made so far.
    pub fn blocks(&self) -> u64 {
        self.blocks
    }

    /// Counts blocks that were made before, for another.
    pub fn count(&mut self, blocks: u64) {
        self.blocks += blocks;
    }

    /// 64-bit numbers made so far (four a block).
    pub fn uniforms(&self) -> u64 {
        self.blocks * 4
    }
}

#[inline(always)]
fn counter_words(site: Site, purpose: Purpose, episode: u32, counter: u32) -> [u64; 4] {
    [
        site.area_key,
        u64::from(site.household),
        (purpose as u64) << 32 | u64::from(episode),
        // The low half counts the blocks of a stream.
        u64::from(counter) << 32,
    ]
}

/// Four random words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Block(pub [u64; 4]);

impl Block {
    /// Word `i` as a uniform number in [0, 1), a multiple of 2^-53.
    #[inline(always)]
    pub fn uniform(&self, i: usize) -> f64 {
        unit(self.0[i])
    }

    /// Half `i` (0 to 7) of the words as a uniform number in [0, 1), a multiple of 2^-32: fine enough to compare
    /// with a probability (the error is below 2.4e-10), and twice as many in a block.
    #[inline(always)]
    pub fn half(&self, i: usize) -> f64 {
        let word = self.0[i / 2];
        half(if i.is_multiple_of(2) { (word >> 32) as u32 } else { word as u32 })
    }

    /// Word `i` as a standard exponential number.
    #[inline(always)]
    pub fn exponential(&self, i: usize) -> f64 {
        exponential(self.uniform(i))
    }
}

/// The top 53 bits of a word as a number in [0, 1).
#[inline(always)]
pub fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A 32-bit number as a number in [0, 1).
#[inline(always)]
pub fn half(word: u32) -> f64 {
    f64::from(word) * (1.0 / (1u64 << 32) as f64)
}

/// The standard exponential number that belongs to a uniform one in [0, 1), by inversion.
#[inline(always)]
pub fn exponential(uniform: f64) -> f64 {
    -libm::log(1.0 - uniform)
}

/// Consecutive numbers of one decision, behind rand's traits.
pub struct Stream<'a> {
    key: [u64; 2],
    counter: [u64; 4],
    buffer: [u64; 4],
    used: usize,
    blocks: &'a mut u64,
}

impl TryRng for Stream<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        if self.used == 4 {
            self.buffer = philox::block(self.key, self.counter);
            self.counter[3] += 1;
            self.used = 0;
            *self.blocks += 1;
        }
        self.used += 1;
        Ok(self.buffer[self.used - 1])
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// A 64-bit key for a name (FNV-1a, then the finaliser of MurmurHash3): areas keep their random numbers when
/// other areas are added, removed or put in another order.
pub fn name_key(name: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests;
