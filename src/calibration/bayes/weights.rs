//! Weights of draws, and how much they are worth.
//!
//! It must not know where the weights come from.

use crate::stats::summary;

/// Weights that add up to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(Vec<f64>);

impl Weights {
    /// From logarithms, which may be minus infinity; none where all are.
    pub fn from_logs(logs: &[f64]) -> Option<Self> {
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !largest.is_finite() {
            return None;
        }
        let raw: Vec<f64> = logs.iter().map(|log| libm::exp(log - largest)).collect();
        let total = summary::sum(raw.iter().copied());
        Some(Self(raw.iter().map(|weight| weight / total).collect()))
    }

    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }

    /// Effective sample size: as many draws of equal weight are worth as much for a mean, 1 / sum of w^2 (Kong, "A note
    /// on importance sampling using standardized weights", technical report 348, University of Chicago, 1992).
    pub fn effective(&self) -> f64 {
        1.0 / summary::sum(self.0.iter().map(|weight| weight * weight))
    }

    /// Weighted mean of one value per draw.
    pub fn mean(&self, values: &[f64]) -> f64 {
        summary::sum(self.0.iter().zip(values).map(|(weight, value)| weight * value))
    }

    /// Weighted standard deviation, with the spread of the draws as it is (no correction for few draws).
    pub fn sd(&self, values: &[f64]) -> f64 {
        let mean = self.mean(values);
        let squares = self.0.iter().zip(values).map(|(w, value)| w * (value - mean).powi(2));
        libm::sqrt(summary::sum(squares).max(0.0))
    }

    /// The value that a part `p` of the weight lies at or below.
    pub fn quantile(&self, values: &[f64], p: f64) -> f64 {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut below = 0.0;
        for index in &order {
            below += self.0[*index];
            if below >= p {
                return values[*index];
            }
        }
        order.last().map_or(f64::NAN, |last| values[*last])
    }

    /// Shape of the tail of the weights (Pareto k): above 0.7 means rest on a few draws, whatever the effective sample
    /// size says (Vehtari, Simpson, Gelman, Yao & Gabry, "Pareto smoothed importance sampling", Journal of Machine
    /// Learning Research 25, 2024). None with too few draws in the tail.
    pub fn tail(&self) -> Option<f64> {
        let positive = self.0.iter().copied().filter(|weight| *weight > 0.0);
        let sorted = summary::sorted(&positive.collect::<Vec<f64>>());
        let n = sorted.len();
        let tail = (0.2 * n as f64).min(3.0 * libm::sqrt(n as f64)).ceil() as usize;
        if tail < 5 || tail >= n {
            return None;
        }
        let cut = sorted[n - tail - 1];
        let excess: Vec<f64> = sorted[n - tail..].iter().map(|weight| weight - cut).collect();
        // Weights that are all equal have no tail.
        (excess[tail - 1] > 1e-12 * sorted[n - 1]).then(|| pareto_shape(&excess))
    }
}

/// Shape of a generalised Pareto distribution by the estimator of Zhang & Stephens ("A new and efficient estimation
/// method for the generalized Pareto distribution", Technometrics 51, 2009), with the weak prior of Vehtari et al.
/// (2024): ten values at 0.5. `excess` ascending.
fn pareto_shape(excess: &[f64]) -> f64 {
    let n = excess.len() as f64;
    let grid = 30 + libm::floor(libm::sqrt(n)) as usize;
    let quarter = excess[((n / 4.0 + 0.5) as usize).max(1) - 1].max(1e-300);
    let largest = excess[excess.len() - 1];
    let shape =
        |theta: f64| summary::sum(excess.iter().map(|value| libm::log1p(-theta * value))) / n;
    let thetas: Vec<f64> = (1..=grid)
        .map(|j| {
            let step = 1.0 - libm::sqrt(grid as f64 / (j as f64 - 0.5));
            1.0 / largest + step / (3.0 * quarter)
        })
        .collect();
    let logs: Vec<f64> = thetas
        .iter()
        .map(|theta| {
            let k = shape(*theta);
            n * (libm::log(-theta / k) - k - 1.0)
        })
        .collect();
    let theta = Weights::from_logs(&logs).map_or(-1.0 / largest, |weights| weights.mean(&thetas));
    (n * shape(theta) + 5.0) / (n + 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_are_worth_all_draws_and_one_weight_one() {
        let equal = Weights::from_logs(&[-1000.0; 8]).expect("weights");
        assert!((equal.effective() - 8.0).abs() < 1e-12);
        assert_eq!(equal.tail(), None);
        let one = Weights::from_logs(&[f64::NEG_INFINITY, 0.0, -800.0]).expect("weights");
        assert!((one.effective() - 1.0).abs() < 1e-12);
        assert_eq!(Weights::from_logs(&[f64::NEG_INFINITY; 3]), None);
        // Weights 1/2, 1/4, 1/4: 1 / (1/4 + 1/16 + 1/16).
        let three = Weights::from_logs(&[libm::log(2.0), 0.0, 0.0]).expect("weights");
        assert!((three.effective() - 8.0 / 3.0).abs() < 1e-12);
        assert_eq!(three.mean(&[1.0, 2.0, 4.0]), 2.0);
        assert!((three.sd(&[1.0, 2.0, 4.0]) - libm::sqrt(1.5)).abs() < 1e-12);
        assert_eq!(three.quantile(&[4.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(three.quantile(&[4.0, 1.0, 2.0], 0.6), 4.0);
    }

    /// Weights u^-k at 4000 equal steps of u are Pareto with shape k; the estimate has a standard error of about
    /// (1 + k) / sqrt(190) for the 190 weights in the tail, and is drawn towards 0.5 by ten values in two hundred.
    #[test]
    fn the_tail_of_pareto_weights_has_their_shape() {
        for k in [0.2, 0.5, 0.9] {
            let log = |i: usize| -k * libm::log((i as f64 + 0.5) / 4000.0);
            let weights = Weights::from_logs(&(0..4000).map(log).collect::<Vec<_>>());
            let found = weights.expect("weights").tail().expect("a tail");
            let expected = (190.0 * k + 5.0) / 200.0;
            assert!((found - expected).abs() < 0.06, "{found}, not {expected}");
        }
    }
}
