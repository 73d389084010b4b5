//! Distributions fitted to what a source gives: a mean and a standard deviation, or a 5% and a 95% percentile.
//!
//! Every constructor answers `None` where no such distribution exists (or where the spread is so small, below
//! some 1e-4 of the value, that a constant is meant); it never adjusts what was asked.

use super::distribution::Distribution;
use super::root;
use super::special::{beta_tails, gamma_log_quantile};

/// 95% point of the standard normal.
const Z95: f64 = 1.644_853_626_951_472_2;
/// Shapes of gamma (a) and beta (a + b): from nearly two points to nearly a constant. The time that a quantile takes grows
/// with the square root of the shape, without end beyond these.
const SHAPES: (f64, f64) = (1e-3, LARGEST_SHAPE);
/// Largest shape of a gamma, and largest sum of the shapes of a beta.
pub const LARGEST_SHAPE: f64 = 1e9;
/// Precision of the logarithm of a fitted parameter.
const TOLERANCE: f64 = 1e-14;
/// Largest error left in a probability (or relative error in a percentile) of a fitted distribution.
const FITTED: f64 = 1e-9;

fn positive(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite() && *value > 0.0)
}

impl Distribution {
    /// Lognormal with this mean and standard deviation, both positive:
    /// sigma^2 = ln(1 + (sd / mean)^2), mu = ln mean - sigma^2 / 2.
    pub fn lognormal_from_mean_sd(mean: f64, sd: f64) -> Option<Self> {
        let variance = libm::log1p((sd / mean) * (sd / mean));
        let possible = positive(&[mean, sd, variance]);
        possible.then(|| Self::Lognormal {
            mu: libm::log(mean) - 0.5 * variance,
            sigma: libm::sqrt(variance),
        })
    }

    /// Lognormal with these 5% and 95% percentiles, 0 < p5 < p95:
    /// mu = (ln p5 + ln p95) / 2, sigma = (ln p95 - ln p5) / (2 z), z = 1.6449.
    pub fn lognormal_from_p5_p95(p5: f64, p95: f64) -> Option<Self> {
        let possible = positive(&[p5, p95]) && p5 < p95;
        possible.then(|| {
            let (low, high) = (libm::log(p5), libm::log(p95));
            Self::Lognormal { mu: 0.5 * (low + high), sigma: (high - low) / (2.0 * Z95) }
        })
    }

    /// Gamma with this mean and standard deviation, both positive: shape = (mean / sd)^2, scale = sd^2 / mean.
    pub fn gamma_from_mean_sd(mean: f64, sd: f64) -> Option<Self> {
        let (shape, scale) = ((mean / sd) * (mean / sd), sd * (sd / mean));
        let possible = positive(&[mean, sd, shape, scale]) && shape <= LARGEST_SHAPE;
        possible.then_some(Self::Gamma { shape, scale })
    }

    /// Gamma with these 5% and 95% percentiles, 0 < p5 < p95.
    ///
    /// The ratio of the percentiles does not depend on the scale and falls as the shape grows: one equation for
    /// the shape, and the scale follows.
    pub fn gamma_from_p5_p95(p5: f64, p95: f64) -> Option<Self> {
        if !positive(&[p5, p95]) || p5 >= p95 {
            return None;
        }
        let (low, high) = (libm::log(p5), libm::log(p95));
        let spread = |log_shape: f64| {
            let shape = libm::exp(log_shape);
            gamma_log_quantile(shape, 0.95) - gamma_log_quantile(shape, 0.05)
        };
        // Logarithms on both sides: the equation is close to a straight line.
        let gap = |log_shape: f64| libm::log(spread(log_shape)) - libm::log(high - low);
        let shape =
            libm::exp(root::bracketed(gap, libm::log(SHAPES.0), libm::log(1e8), TOLERANCE)?);
        let scale = libm::exp(high - gamma_log_quantile(shape, 0.95));
        let error = gamma_log_quantile(shape, 0.05) + libm::log(scale) - low;
        (error.abs() < FITTED).then_some(Self::Gamma { shape, scale })
    }

    /// Beta with this mean in (0, 1) and standard deviation below sqrt(mean (1 - mean)):
    /// a = mean n, b = (1 - mean) n, n = mean (1 - mean) / sd^2 - 1.
    pub fn beta_from_mean_sd(mean: f64, sd: f64) -> Option<Self> {
        let n = mean * (1.0 - mean) / (sd * sd) - 1.0;
        let (a, b) = (mean * n, (1.0 - mean) * n);
        let possible = positive(&[mean, sd, n, a, b]) && n <= LARGEST_SHAPE;
        possible.then_some(Self::Beta { a, b })
    }

    /// Beta with these 5% and 95% percentiles, 0 < p5 < p95 < 1.
    ///
    /// For a given n = a + b the probability below p5 falls as the mean grows, which gives a mean for every n;
    /// along that curve the probability below p95 goes from 0.05 (n small: two points, 0 and 1) to 1 (n large:
    /// a constant), so that it passes 0.95. Two nested one-dimensional searches, each within a bracket.
    pub fn beta_from_p5_p95(p5: f64, p95: f64) -> Option<Self> {
        if !positive(&[p5, p95, 1.0 - p95]) || p5 >= p95 {
            return None;
        }
        let gap = |log_n: f64| {
            let shapes = beta_with_p5(p5, libm::exp(log_n));
            shapes.map_or(f64::NAN, |(a, b)| beta_tails(a, b, p95, 1.0 - p95).cdf() - 0.95)
        };
        let log_n = root::bracketed(gap, libm::log(SHAPES.0), libm::log(SHAPES.1), TOLERANCE)?;
        let (a, b) = beta_with_p5(p5, libm::exp(log_n))?;
        let low = beta_tails(a, b, p5, 1.0 - p5).cdf() - 0.05;
        let high = beta_tails(a, b, p95, 1.0 - p95).cdf() - 0.95;
        (low.abs() < FITTED && high.abs() < FITTED).then_some(Self::Beta { a, b })
    }
}

/// Shapes a, b that add up to `n` and put a probability of 0.05 below `p5`.
///
/// The mean is at least 0.95 p5, and one minus it at least 0.05 (1 - p5): Markov's inequality.
fn beta_with_p5(p5: f64, n: f64) -> Option<(f64, f64)> {
    let logit = |mean: f64, rest: f64| libm::log(mean) - libm::log(rest);
    let low = logit(0.95 * p5, 1.0 - 0.95 * p5);
    let high = logit(1.0 - 0.05 * (1.0 - p5), 0.05 * (1.0 - p5));
    let shapes = |z: f64| (n / (1.0 + libm::exp(-z)), n / (1.0 + libm::exp(z)));
    let gap = |z: f64| {
        let (a, b) = shapes(z);
        beta_tails(a, b, p5, 1.0 - p5).cdf() - 0.05
    };
    root::bracketed(gap, low, high, TOLERANCE).map(shapes)
}

#[cfg(test)]
mod tests;
