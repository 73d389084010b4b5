//! Draws that depend on each other, in blocks that do not: errors of means, and by how much dependence blows
//! them up.
//!
//! Draws share a block where they share a row of uncertain quantities (a cluster of replications), or where they
//! come from one sampling design (a batch). Blocks may have any size. The formulas are those of one-stage cluster
//! samples with the mean as a ratio of two totals (Cochran, "Sampling techniques", third edition, 1977, sections
//! 9A.1 and 6.3): blocks are taken as independent, and nothing is assumed of what happens within them.
//!
//! It must not know what the numbers or the blocks mean.

use super::summary::{mean, standard_deviation, standard_error, sum};

/// A partition of draws into blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// Block of every draw, 0 .. count.
    of_draw: Vec<usize>,
    sizes: Vec<usize>,
}

impl Blocks {
    /// Every draw by itself: `draws` independent draws.
    pub fn single(draws: usize) -> Self {
        Self { of_draw: (0..draws).collect(), sizes: vec![1; draws] }
    }

    /// Draws with the same key share a block; blocks are numbered by ascending key.
    pub fn new(keys: &[u64]) -> Self {
        let mut known = keys.to_vec();
        known.sort_unstable();
        known.dedup();
        let mut sizes = vec![0; known.len()];
        let place = |key: &u64| {
            let block = known.partition_point(|other| other < key);
            sizes[block] += 1;
            block
        };
        let of_draw = keys.iter().map(place).collect();
        Self { of_draw, sizes }
    }

    /// The same blocks of some of the draws; blocks without any of them are gone.
    pub fn of_some(&self, draws: impl Iterator<Item = usize>) -> Self {
        let keys: Vec<u64> = draws.map(|draw| self.of_draw[draw] as u64).collect();
        Self::new(&keys)
    }

    pub fn draws(&self) -> usize {
        self.of_draw.len()
    }

    /// Block of every draw, 0 .. [`Self::count`].
    pub fn of_draw(&self) -> &[usize] {
        &self.of_draw
    }

    pub fn count(&self) -> usize {
        self.sizes.len()
    }

    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// Whether every block is one draw.
    pub fn are_single(&self) -> bool {
        self.count() == self.draws()
    }

    /// Whether all blocks have as many draws.
    pub fn are_equal(&self) -> bool {
        self.sizes.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// The number of blocks of equal size that would be worth as much where all draws of a block are the same:
    /// n^2 / sum n_i^2 (Kish, "Survey sampling", 1965, section 11.7).
    pub fn effective_count(&self) -> f64 {
        let squares: f64 = self.sizes.iter().map(|size| (size * size) as f64).sum();
        if squares == 0.0 { 0.0 } else { (self.draws() * self.draws()) as f64 / squares }
    }

    /// The values of each block, in the order of the draws.
    pub fn divide(&self, values: &[f64]) -> Vec<Vec<f64>> {
        let mut divided: Vec<Vec<f64>> =
            self.sizes.iter().map(|size| Vec::with_capacity(*size)).collect();
        for (block, value) in self.of_draw.iter().zip(values) {
            divided[*block].push(*value);
        }
        divided
    }

    /// Standard error of the mean over all draws; `None` below two blocks.
    ///
    /// With T_i the sum of the deviations from the mean in block i of m blocks and n draws:
    /// sqrt(m / (m - 1) sum T_i^2) / n. For blocks of one draw that is s / sqrt(n), for equal blocks the standard
    /// error of the mean of the block means.
    pub fn standard_error(&self, values: &[f64]) -> Option<f64> {
        if self.are_single() {
            return standard_error(values);
        }
        let centre = mean(values).filter(|_| self.count() > 1)?;
        let deviations: Vec<f64> = values.iter().map(|value| value - centre).collect();
        let squares = sum(self.divide(&deviations).into_iter().map(|block| {
            let total = sum(block);
            total * total
        }));
        let m = self.count() as f64;
        Some(libm::sqrt(m / (m - 1.0) * squares) / self.draws() as f64)
    }

    /// The variance of the mean over that of as many independent draws (Kish's design effect). Where all values are
    /// equal it cannot be seen, and the worst is assumed: that draws of one block are always the same.
    pub fn design_effect(&self, values: &[f64]) -> f64 {
        if self.are_single() {
            return 1.0;
        }
        let worst = self.draws() as f64 / self.effective_count();
        let of_one = standard_deviation(values).filter(|sd| *sd > 0.0);
        match (self.standard_error(values), of_one) {
            (Some(error), Some(sd)) => error * error * self.draws() as f64 / (sd * sd),
            _ => worst,
        }
    }
}

#[cfg(test)]
mod tests;
