//! How much of the variance of a figure lies between blocks of draws, and how much within them: one-way analysis of
//! variance with random effects.
//!
//! Values are y_ij = mu + a_i + e_ij for draw j of block i, blocks of any size. With the mean squares MSB between
//! and MSW within the blocks, the components are MSW within and (MSB - MSW) / n0 between, n0 = (n - sum n_i^2 / n) /
//! (m - 1) for n draws in m blocks (Searle, Casella & McCulloch, "Variance components", 1992, sections 3.5 and
//! 3.6). Unbiased whatever the distributions. Their errors come from leaving out one block at a time (Arvesen,
//! "Jackknifing U-statistics", Annals of Mathematical Statistics 40, 1969), because those for normal numbers are far
//! too small for skew ones.
//!
//! It must not know what the blocks are.

use super::Blocks;
use super::summary::{mean, sum};

/// Variance between and within blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceComponents {
    /// Of what the draws of a block have in common; 0 where the estimate is below it.
    pub between: f64,
    /// Of a draw within its block.
    pub within: f64,
    /// Whether the estimate of `between` is below 0: too little to be told from nothing.
    pub negative: bool,
    /// Standard error of [`Self::share`]; `None` below three blocks, or where one block alone has more draws than one.
    pub share_error: Option<f64>,
}

impl VarianceComponents {
    /// `None` where there are fewer than two blocks or no block has two draws.
    pub fn of(values: &[f64], blocks: &Blocks) -> Option<Self> {
        let sums = Sums::of(values, blocks)?;
        let squares = sums.mean_squares()?;
        let between = (squares.between - squares.within) / squares.size;
        Some(Self {
            between: between.max(0.0),
            within: squares.within,
            negative: between < 0.0,
            share_error: sums.jackknife(),
        })
    }

    /// The part of the variance of one draw that lies between blocks, 0 to 1; `None` where there is no variance.
    pub fn share(&self) -> Option<f64> {
        let all = self.between + self.within;
        (all > 0.0).then(|| self.between / all)
    }
}

/// What a block adds to the sums.
#[derive(Clone, Copy)]
struct Term {
    size: f64,
    total: f64,
    /// Squared deviations from the mean of the block.
    within: f64,
}

/// Sums over blocks.
struct Sums {
    terms: Vec<Term>,
    draws: f64,
    total: f64,
    within: f64,
    /// Of total^2 / size.
    between: f64,
    size_squares: f64,
}

struct MeanSquares {
    between: f64,
    within: f64,
    /// n0 of the module.
    size: f64,
}

impl MeanSquares {
    /// Before a negative component is set to 0, so that it varies smoothly.
    fn share(&self) -> f64 {
        let difference = self.between - self.within;
        difference / (difference + self.size * self.within)
    }
}

impl Sums {
    fn of(values: &[f64], blocks: &Blocks) -> Option<Self> {
        // Deviations, so that squares of large means do not hide small spreads.
        let centre = mean(values)?;
        let deviations: Vec<f64> = values.iter().map(|value| value - centre).collect();
        let term = |block: Vec<f64>| {
            let size = block.len() as f64;
            let total = sum(block.iter().copied());
            let centre = total / size;
            let within = sum(block.iter().map(|value| (value - centre) * (value - centre)));
            Term { size, total, within }
        };
        let terms: Vec<Term> = blocks.divide(&deviations).into_iter().map(term).collect();
        let over = |part: fn(&Term) -> f64| sum(terms.iter().map(part));
        Some(Self {
            draws: over(|term| term.size),
            total: over(|term| term.total),
            within: over(|term| term.within),
            between: over(|term| term.total * term.total / term.size),
            size_squares: over(|term| term.size * term.size),
            terms,
        })
    }

    fn mean_squares(&self) -> Option<MeanSquares> {
        self.without(Term { size: 0.0, total: 0.0, within: 0.0 }, self.terms.len() as f64)
    }

    /// The mean squares of `m` blocks, without one that has these sums.
    fn without(&self, left_out: Term, m: f64) -> Option<MeanSquares> {
        let n = self.draws - left_out.size;
        if m < 2.0 || n <= m {
            return None;
        }
        let total = self.total - left_out.total;
        let of_block =
            if left_out.size > 0.0 { left_out.total * left_out.total / left_out.size } else { 0.0 };
        let between = (self.between - of_block - total * total / n).max(0.0);
        let size_squares = self.size_squares - left_out.size * left_out.size;
        Some(MeanSquares {
            between: between / (m - 1.0),
            within: (self.within - left_out.within).max(0.0) / (n - m),
            size: (n - size_squares / n) / (m - 1.0),
        })
    }

    /// Standard error of the share between blocks: sqrt((m - 1) / m sum (r_i - mean r)^2), r_i the share without
    /// block i.
    fn jackknife(&self) -> Option<f64> {
        let m = self.terms.len() as f64;
        let share = |term: &Term| self.without(*term, m - 1.0).map(|squares| squares.share());
        let shares: Option<Vec<f64>> = self.terms.iter().map(share).collect();
        let shares = shares?;
        let centre = mean(&shares).filter(|centre| centre.is_finite())?;
        let squares = sum(shares.iter().map(|share| (share - centre) * (share - centre)));
        Some(libm::sqrt((m - 1.0) / m * squares))
    }
}

#[cfg(test)]
mod tests;
