//! A posterior of uncertain quantities as weighted rows, and which of them the draws of a study take.
//!
//! Rows keep the quantities together: whatever correlations a calibration found, draws have them. A draw takes a row,
//! and draws that take the same row differ in chance only: they are a cluster. It must not know how rows are stored nor
//! where weights come from.

use crate::random::{Generator, Purpose, Site, unit};
use crate::stats::design::permutation;
use crate::stats::{Distribution, summary};
use rand::Rng;
use std::sync::Arc;

/// A posterior, and which quantities of a scenario it has.
#[derive(Clone, Debug, PartialEq)]
pub struct PosteriorRows {
    pub posterior: Arc<Posterior>,
    /// By quantity: its column.
    pub columns: Vec<Option<usize>>,
}

impl PosteriorRows {
    /// Puts the values of the posterior in the place of those of a design. `values` holds `quantities` numbers for
    /// each row of the study, `chosen` the row of the posterior that each takes.
    pub fn overwrite(&self, values: &mut [f64], chosen: &[usize]) {
        let width = self.columns.len().max(1);
        for (row, own) in values.chunks_exact_mut(width).zip(chosen) {
            for (value, column) in row.iter_mut().zip(&self.columns) {
                if let Some(column) = column {
                    *value = self.posterior.row(*own)[*column];
                }
            }
        }
    }
}

/// Weighted rows of quantities.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Paths of the quantities, one per column.
    pub paths: Vec<String>,
    /// Row by row.
    values: Vec<f64>,
    /// By row, adding up to 1.
    weights: Vec<f64>,
}

impl Posterior {
    /// From rows with weights, which need not add up to 1; none where no weight is above zero, one is below zero, or
    /// the sizes do not fit.
    pub fn new(paths: Vec<String>, values: Vec<f64>, weights: &[f64]) -> Option<Self> {
        let total = summary::sum(weights.iter().copied());
        let fits = values.len() == paths.len() * weights.len();
        let possible = weights.iter().all(|weight| *weight >= 0.0) && total.is_finite();
        (fits && possible && total > 0.0).then(|| {
            let weights = weights.iter().map(|weight| weight / total).collect();
            Self { paths, values, weights }
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    pub fn row(&self, index: usize) -> &[f64] {
        &self.values[index * self.paths.len()..(index + 1) * self.paths.len()]
    }

    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// As many rows of equal weight are worth as much for a mean: 1 / sum of squared weights (Kong 1992).
    pub fn effective(&self) -> f64 {
        1.0 / summary::sum(self.weights.iter().map(|weight| weight * weight))
    }

    /// The distribution of one column alone.
    pub fn marginal(&self, column: usize) -> Distribution {
        let values = self.values.iter().skip(column).step_by(self.paths.len().max(1)).copied();
        let mut pairs: Vec<(f64, f64)> = values.zip(self.weights.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut merged: Vec<(f64, f64)> = Vec::with_capacity(pairs.len());
        for (value, weight) in pairs {
            match merged.last_mut() {
                Some((last, sum)) if *last == value => *sum += weight,
                _ => merged.push((value, weight)),
            }
        }
        let (values, probs) = merged.into_iter().unzip();
        Distribution::Discrete { values, probs }
    }

    /// The row of each of `draws` draws: systematic resampling, every row as often as its weight says, rounded up or
    /// down (Kitagawa, "Monte Carlo filter and smoother for non-Gaussian nonlinear state space models", Journal of
    /// Computational and Graphical Statistics 5, 1996), in random order, so that any part of the draws is a fair part.
    /// Each `batch` is resampled by itself.
    pub fn resample(&self, seed: u64, batch: u64, draws: usize) -> Vec<usize> {
        let mut generator = Generator::new(seed, draws as u64);
        let site = Site { area_key: batch, household: 0 };
        let mut stream = generator.stream(site, Purpose::Posterior, 0, 0);
        let start = unit(stream.next_u64());
        let mut rows = Vec::with_capacity(draws);
        let (mut row, mut reached) = (0, self.weights[0]);
        for draw in 0..draws {
            let position = (draw as f64 + start) / draws as f64;
            while reached <= position && row + 1 < self.rows() {
                row += 1;
                reached += self.weights[row];
            }
            rows.push(row);
        }
        permutation(&mut stream, draws).into_iter().map(|place| rows[place]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights 1/2, 0, 1/8 and 3/8; the second column is minus the first.
    fn posterior() -> Posterior {
        let paths = vec!["a".to_owned(), "b".to_owned()];
        let values = vec![1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0];
        Posterior::new(paths, values, &[4.0, 0.0, 1.0, 3.0]).expect("a posterior")
    }

    #[test]
    fn rows_come_as_often_as_their_weights_say() {
        for seed in 0..20 {
            for draws in [8, 16, 10, 3] {
                let rows = posterior().resample(seed, 0, draws);
                let mut counts = [0_usize; 4];
                rows.iter().for_each(|row| counts[*row] += 1);
                for (count, weight) in counts.iter().zip([0.5, 0.0, 0.125, 0.375]) {
                    let expected = weight * draws as f64;
                    assert!((*count as f64 - expected).abs() < 1.0, "{counts:?} of {draws}");
                }
            }
        }
        assert_eq!(posterior().resample(3, 0, 50), posterior().resample(3, 0, 50));
        assert_ne!(posterior().resample(3, 0, 50), posterior().resample(4, 0, 50));
    }

    /// With 12 draws the middle row comes once or twice (1.5): over 4,000 seeds as often the one as the other, and any
    /// place is as likely: standard errors 0.008 and 0.007.
    #[test]
    fn no_row_is_favoured_by_rounding_nor_by_its_place() {
        let (mut sum, mut first) = (0.0, 0.0);
        for seed in 0..4_000 {
            let rows = posterior().resample(seed, 0, 12);
            sum += rows.iter().filter(|row| **row == 2).count() as f64;
            first += f64::from(u8::from(rows[0] == 3));
        }
        assert!((sum / 4_000.0 - 1.5).abs() < 4.0 * 0.008, "{sum}");
        assert!((first / 4_000.0 - 0.375).abs() < 4.0 * 0.0077, "{first}");
    }

    #[test]
    fn marginals_and_the_effective_size_follow_the_weights() {
        let posterior = posterior();
        assert!((posterior.effective() - 1.0 / (0.25 + 1.0 / 64.0 + 9.0 / 64.0)).abs() < 1e-12);
        let marginal = posterior.marginal(1);
        assert!((marginal.mean() + 0.5 + 0.375 + 1.5).abs() < 1e-12);
        assert_eq!(marginal.quantile(0.3), -4.0);
        assert_eq!((posterior.row(2), posterior.rows()), (&[3.0, -3.0][..], 4));
    }

    #[test]
    fn impossible_weights_are_no_posterior() {
        let paths = || vec!["a".to_owned()];
        assert_eq!(Posterior::new(paths(), vec![1.0, 2.0], &[0.0, 0.0]), None);
        assert_eq!(Posterior::new(paths(), vec![1.0, 2.0], &[1.0, -1.0]), None);
        assert_eq!(Posterior::new(paths(), vec![1.0, 2.0], &[1.0]), None);
        assert_eq!(Posterior::new(paths(), vec![1.0], &[f64::NAN]), None);
    }
}
