//! Penalised fits in an orthonormal basis, and their uncertainty.

use super::basis::products;
use super::{Basis, Weights};

/// What is left of an outcome, relative to all of it, below which a fit counts as exact.
const EXACT: f64 = 1e-24;

/// One outcome regressed on a basis.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Of the functions of the basis.
    pub coefficients: Vec<f64>,
    /// Standard deviation of each coefficient given the data, independent of each other (Wahba, "Bayesian
    /// confidence intervals for the cross-validated smoothing spline", Journal of the Royal Statistical Society B
    /// 45, 1983): it covers noise and what was shrunk away.
    pub spread: Vec<f64>,
    /// Standard deviation of the noise.
    pub noise: f64,
    /// Effective number of functions: the sum of what is left of each after shrinking.
    pub freedom: f64,
}

/// Fits each outcome (one value per row) with a smoothness of its own.
pub fn fit(basis: &dyn Basis, weights: &Weights, outcomes: &[Vec<f64>]) -> Vec<Fit> {
    let products = products(basis, weights, outcomes);
    let one = |(number, outcome): (usize, &Vec<f64>)| {
        let projections: Vec<f64> = products.column(number).iter().copied().collect();
        let square = weights.mean(outcome.iter().map(|value| value * value)) * weights.effective();
        Projected::new(basis.penalties(), projections, square, weights.effective()).fit()
    };
    outcomes.iter().enumerate().map(one).collect()
}

/// An outcome as the basis sees it.
struct Projected<'a> {
    penalties: &'a [f64],
    /// Sum of weight * function * outcome.
    projections: Vec<f64>,
    /// Sum of squares that no combination of the functions explains.
    unexplained: f64,
    /// Sum of squares of the outcome.
    square: f64,
    rows: f64,
}

impl<'a> Projected<'a> {
    fn new(penalties: &'a [f64], projections: Vec<f64>, square: f64, rows: f64) -> Self {
        let explained: f64 = projections.iter().map(|c| c * c).sum();
        let unexplained = (square - explained).max(0.0);
        Self { penalties, projections, unexplained, square, rows }
    }

    fn fit(&self) -> Fit {
        let smoothing = self.smoothing();
        let kept = |penalty: &f64| 1.0 / (1.0 + smoothing * penalty);
        let noise = libm::sqrt(self.variance(smoothing));
        let pairs = || self.projections.iter().zip(self.penalties);
        Fit {
            coefficients: pairs().map(|(c, penalty)| c * kept(penalty)).collect(),
            spread: self.penalties.iter().map(|p| noise * libm::sqrt(kept(p))).collect(),
            noise,
            freedom: self.penalties.iter().map(kept).sum(),
        }
    }

    /// Functions that are not shrunk.
    fn free(&self) -> f64 {
        self.penalties.iter().filter(|penalty| **penalty == 0.0).count() as f64
    }

    /// Variance of the noise given the smoothing, by restricted maximum likelihood: a projection on a function with
    /// penalty s has variance (1 + 1 / (smoothing s)) times it.
    fn variance(&self, smoothing: f64) -> f64 {
        let shrunk = self.projections.iter().zip(self.penalties).map(|(c, penalty)| {
            let weight = smoothing * penalty;
            c * c * weight / (1.0 + weight)
        });
        let left = self.unexplained + shrunk.sum::<f64>();
        let rows = (self.rows - self.free()).max(1.0);
        if left <= EXACT * self.square { 0.0 } else { left / rows }
    }

    /// Minus twice the restricted log-likelihood, up to a constant.
    fn deviance(&self, smoothing: f64) -> f64 {
        let floor = EXACT * self.square / self.rows;
        let shape: f64 = self
            .penalties
            .iter()
            .filter(|penalty| **penalty > 0.0)
            .map(|penalty| libm::log1p(1.0 / (smoothing * penalty)))
            .sum();
        (self.rows - self.free()) * libm::log(self.variance(smoothing).max(floor)) + shape
    }

    /// The smoothing with the largest restricted likelihood: the best of a grid of logarithms, refined by golden
    /// section.
    fn smoothing(&self) -> f64 {
        let positive = || self.penalties.iter().copied().filter(|penalty| *penalty > 0.0);
        let (least, most) = (positive().fold(f64::MAX, f64::min), positive().fold(0.0, f64::max));
        if most == 0.0 || self.square == 0.0 {
            return 1.0;
        }
        // From nothing shrunk to everything.
        let (low, high) = (libm::log(1e-6 / most), libm::log(1e8 / least));
        let step = (high - low) / GRID as f64;
        let deviance = |place: f64| self.deviance(libm::exp(place));
        let places = (0..=GRID).map(|i| low + step * i as f64);
        let values: Vec<f64> = places.map(deviance).collect();
        let best = (0..=GRID).min_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap_or(GRID);
        let middle = low + step * best as f64;
        libm::exp(golden_section(deviance, (middle - step).max(low), (middle + step).min(high)))
    }
}

/// Steps of the grid on which the smoothing is looked for.
const GRID: usize = 60;

/// The minimum of a function between two places (Kiefer, "Sequential minimax search for a maximum", Proceedings of
/// the American Mathematical Society 4, 1953).
fn golden_section(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let ratio = 0.5 * (libm::sqrt(5.0) - 1.0);
    let (mut a, mut b) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut fa, mut fb) = (f(a), f(b));
    for _ in 0..40 {
        if fa <= fb {
            (high, b, fb) = (b, a, fa);
            a = high - ratio * (high - low);
            fa = f(a);
        } else {
            (low, a, fa) = (a, b, fb);
            b = low + ratio * (high - low);
            fb = f(b);
        }
    }
    0.5 * (low + high)
}
