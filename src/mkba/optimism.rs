//! Optimism bias: gains that rest on weak evidence are expected to turn out smaller than was thought. Each effect
//! has a correction that belongs to the grade of its evidence; it is a quantity of its own, because how large the
//! bias is, is uncertain too.
//!
//! It must not know grades or files: the table of corrections comes from the data.

use crate::random::{Generator, Purpose, Site, name_key};
use crate::stats::Distribution;

/// The part of the gains of an effect that is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// Best estimate, from 0 (nothing is counted) to 1 (all of it).
    pub factor: f64,
    /// Bounds: `low` <= `factor` <= `high`.
    pub low: f64,
    pub high: f64,
}

/// The corrections of all effects, and where their random numbers come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimism {
    /// Seed of the study.
    pub seed: u64,
    /// By effect.
    pub corrections: Vec<Correction>,
}

impl Optimism {
    /// The factors of the effects with these ids in a row of quantities: that of a draw, or of the draws that share
    /// one. All alternatives have the same.
    pub fn in_row(&self, row: u64, effects: &[String]) -> Vec<f64> {
        let effects = effects.iter().zip(&self.corrections);
        effects.map(|(id, known)| known.in_row(self.seed, row, id)).collect()
    }
}

impl Correction {
    /// Counts everything.
    pub const NONE: Self = Self { factor: 1.0, low: 1.0, high: 1.0 };

    /// The factor in a row of quantities: triangular over the bounds with its top at the best estimate, from a random
    /// number of its own for each effect.
    pub fn in_row(&self, seed: u64, row: u64, effect: &str) -> f64 {
        if self.low >= self.high {
            return self.factor;
        }
        let site = Site { area_key: name_key(effect), household: 0 };
        let block = Generator::new(seed, row).block(site, Purpose::OptimismBias, 0, 0);
        let triangle =
            Distribution::Triangular { min: self.low, mode: self.factor, max: self.high };
        triangle.quantile(block.uniform(0))
    }
}
