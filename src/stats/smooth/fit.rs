//! Penalised fits in an orthonormal basis, and their uncertainty.
//!
//! How smooth a fit must be is itself uncertain, the more so the weaker the signal. Fits are therefore averages over
//! smoothness, weighted by restricted likelihood (Patterson & Thompson, Biometrika 58, 1971) and a prior under which the
//! share of the variance that the shrunk functions explain is anything from 0 to 1 with equal probability. The single
//! most likely smoothness would do for a clear signal, and would be sure of nothing at all for a weak one.

use super::basis::products;
use super::{Basis, Weights};

/// What is left of an outcome, relative to all of it, below which a fit counts as exact.
const EXACT: f64 = 1e-24;
/// Odds of the share of the variance explained, as natural logarithms: from nearly nothing to nearly all.
const ODDS: (f64, f64) = (-16.0, 24.0);
/// Steps between these.
const STEPS: usize = 80;

/// One outcome regressed on a basis.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Of the functions of the basis: their expectation given the data.
    pub coefficients: Vec<f64>,
    /// Effective number of functions: the sum of what is left of each after shrinking.
    pub freedom: f64,
    /// Coefficients without shrinking.
    projections: Vec<f64>,
    /// Probability of each degree of shrinking.
    probabilities: Vec<f64>,
    /// Standard deviation of the noise at each of them.
    noises: Vec<f64>,
}

impl Fit {
    /// The degree of shrinking at a cumulative probability in (0, 1).
    fn degree(&self, uniform: f64) -> usize {
        let mut sum = 0.0;
        let reached = self.probabilities.iter().position(|probability| {
            sum += probability;
            sum >= uniform
        });
        reached.unwrap_or(self.probabilities.len() - 1)
    }
}

/// Fits outcomes to one basis.
#[derive(Clone, Debug)]
pub struct Fitter {
    /// What is kept of each function, by degree of shrinking and function.
    kept: Vec<Vec<f64>>,
    /// Logarithm of prior and of the part of the likelihood that does not depend on the outcome, by degree.
    shape: Vec<f64>,
    /// Rows, and functions that are not shrunk.
    rows: f64,
    free: f64,
}

impl Fitter {
    pub fn new(penalties: &[f64], rows: f64) -> Self {
        let positive: Vec<f64> =
            penalties.iter().copied().filter(|penalty| *penalty > 0.0).collect();
        let free = (penalties.len() - positive.len()) as f64;
        if positive.is_empty() {
            return Self { kept: vec![vec![1.0; penalties.len()]], shape: vec![0.0], rows, free };
        }
        // Prior variance of the shrunk functions over that of the noise is reach / smoothing.
        let reach = positive.iter().map(|penalty| 1.0 / penalty).sum::<f64>() / rows;
        let degrees = (0..=STEPS).map(|i| ODDS.0 + (ODDS.1 - ODDS.0) * i as f64 / STEPS as f64);
        let (mut kept, mut shape) = (Vec::new(), Vec::new());
        for log_odds in degrees {
            let odds = libm::exp(log_odds);
            let smoothing = reach / odds;
            kept.push(penalties.iter().map(|p| 1.0 / (1.0 + smoothing * p)).collect());
            let determinant: f64 =
                positive.iter().map(|penalty| libm::log1p(1.0 / (smoothing * penalty))).sum();
            // A share that is uniform has odds o with density 1 / (1 + o)^2, and their logarithm o / (1 + o)^2.
            shape.push(log_odds - 2.0 * libm::log1p(odds) - 0.5 * determinant);
        }
        Self { kept, shape, rows, free }
    }

    /// Coefficients as they might be given the data (Wahba, "Bayesian confidence intervals for the cross-validated
    /// smoothing spline", Journal of the Royal Statistical Society B 45, 1983): at the degree of shrinking with cumulative
    /// probability `uniform`, with a standard normal number per function. Their spread covers noise and what was shrunk
    /// away.
    pub fn simulate(
        &self,
        fit: &Fit,
        uniform: f64,
        normals: impl Iterator<Item = f64>,
    ) -> Vec<f64> {
        let degree = fit.degree(uniform);
        let noise = fit.noises[degree];
        let parts = fit.projections.iter().zip(&self.kept[degree]).zip(normals);
        parts.map(|((c, kept), z)| c * kept + noise * libm::sqrt(*kept) * z).collect()
    }

    /// Standard deviation of what [`Self::simulate`] gives for the sum of coefficients times `functions`: the values of
    /// the functions at a place, or their difference between two places. Noise and shrinking within each degree of
    /// smoothness, and the spread between degrees.
    pub fn deviation(&self, fit: &Fit, functions: &[f64]) -> f64 {
        let moments = |degree: usize| {
            let (mut mean, mut square) = (0.0, 0.0);
            let parts = functions.iter().zip(&self.kept[degree]).zip(&fit.projections);
            for ((value, kept), projection) in parts {
                mean += value * kept * projection;
                square += value * value * kept;
            }
            (mean, fit.noises[degree] * fit.noises[degree] * square)
        };
        let parts: Vec<(f64, f64)> = (0..fit.probabilities.len()).map(moments).collect();
        let over = |value: &dyn Fn(&(f64, f64)) -> f64| -> f64 {
            fit.probabilities.iter().zip(&parts).map(|(p, part)| p * value(part)).sum()
        };
        let centre = over(&|part| part.0);
        libm::sqrt(over(&|part| part.1 + (part.0 - centre) * (part.0 - centre)))
    }

    /// The fit of an outcome of which only its projections on the functions and what these leave unexplained are known.
    fn solve(&self, projections: &[f64], unexplained: f64) -> Fit {
        let square = unexplained + projections.iter().map(|c| c * c).sum::<f64>();
        let degrees_of_freedom = (self.rows - self.free).max(1.0);
        let floor = (EXACT * square).max(f64::MIN_POSITIVE);
        let left = |kept: &Vec<f64>| -> f64 {
            let shrunk = projections.iter().zip(kept).map(|(c, kept)| c * c * (1.0 - kept));
            unexplained + shrunk.sum::<f64>()
        };
        let lefts: Vec<f64> = self.kept.iter().map(left).collect();
        let logs: Vec<f64> = lefts
            .iter()
            .zip(&self.shape)
            .map(|(left, shape)| shape - 0.5 * degrees_of_freedom * libm::log(left.max(floor)))
            .collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
        let total: f64 = weights.iter().sum();
        let probabilities: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        let mut kept = vec![0.0; projections.len()];
        for (probability, own) in probabilities.iter().zip(&self.kept) {
            kept.iter_mut().zip(own).for_each(|(sum, own)| *sum += probability * own);
        }
        let noise = |left: &f64| {
            if *left <= floor { 0.0 } else { libm::sqrt(left / degrees_of_freedom) }
        };
        Fit {
            coefficients: projections.iter().zip(&kept).map(|(c, kept)| c * kept).collect(),
            freedom: kept.iter().sum(),
            projections: projections.to_vec(),
            noises: lefts.iter().map(noise).collect(),
            probabilities,
        }
    }

    /// Fits each outcome (one value per row) with a smoothness of its own.
    pub fn fit(&self, basis: &dyn Basis, weights: &Weights, outcomes: &[Vec<f64>]) -> Vec<Fit> {
        let products = products(basis, weights, outcomes);
        let one = |(number, outcome): (usize, &Vec<f64>)| {
            let projections: Vec<f64> = products.column(number).iter().copied().collect();
            let square =
                weights.mean(outcome.iter().map(|value| value * value)) * weights.effective();
            let explained: f64 = projections.iter().map(|c| c * c).sum();
            self.solve(&projections, (square - explained).max(0.0))
        };
        outcomes.iter().enumerate().map(one).collect()
    }
}
