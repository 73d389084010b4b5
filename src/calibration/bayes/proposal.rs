//! Where to look next: the posterior as it would be if the model were linear with normal errors.
//!
//! Quantities are standard normal numbers z here, with correlation R between them. The figures, as errors of the
//! targets in standard deviations, are regressed on z with the weights of the draws so far: e = a + B z + rest, the
//! rest with covariance S. For a linear model the posterior given e = 0 is normal with precision P = R^-1 + B' V^-1 B
//! and mean -P^-1 B' V^-1 a, V = I + S (as in ensemble smoothers: Evensen, "Analysis of iterative ensemble smoothers
//! for solving inverse problems", Computational Geosciences 22, 2018). The proposal is a little wider where the targets
//! tell something, and the prior where they do not: it never spoils the quantities that the targets say nothing of,
//! however many there are. It must not weigh.

use nalgebra::{DMatrix, DVector};

use super::weights::Weights;

/// How much wider than the linear posterior, as a factor on V.
const WIDER: f64 = 1.5;

/// A normal distribution to draw from.
#[derive(Clone, Debug)]
pub struct Proposal {
    mean: DVector<f64>,
    precision: DMatrix<f64>,
    /// Lower triangle L of the precision; a standard normal x gives mean + L'^-1 x.
    root: DMatrix<f64>,
    /// ln of the density over that of the prior, at the mean of the prior, up to the quadratic forms.
    log_scale: f64,
}

/// The prior of the standard normal numbers: their precision matrix.
#[derive(Clone, Debug)]
pub struct NormalPrior {
    pub precision: DMatrix<f64>,
    log_determinant: f64,
}

impl NormalPrior {
    /// From correlations; none where they contradict each other.
    pub fn new(correlation: DMatrix<f64>) -> Option<Self> {
        let root = correlation.cholesky()?;
        let log_determinant = -log_determinant(root.l_dirty());
        Some(Self { precision: root.inverse(), log_determinant })
    }

    /// Numbers that know nothing of each other.
    pub fn independent(dimensions: usize) -> Self {
        let precision = DMatrix::identity(dimensions, dimensions);
        Self { precision, log_determinant: 0.0 }
    }

    pub fn dimensions(&self) -> usize {
        self.precision.nrows()
    }
}

/// Logarithm of the determinant of L L'.
fn log_determinant(lower: &DMatrix<f64>) -> f64 {
    lower.diagonal().iter().map(|own| 2.0 * libm::log(*own)).sum()
}

impl Proposal {
    /// From draws `points` (by draw) with the errors of the targets in them, weighted. `signal` is the variance of the
    /// error of each target over the prior. None where there are too few draws to tell.
    pub fn new(
        prior: &NormalPrior,
        points: &DMatrix<f64>,
        errors: &DMatrix<f64>,
        weights: &Weights,
        signal: &[f64],
    ) -> Option<Self> {
        let worth = weights.effective();
        if worth < 5.0 {
            return None;
        }
        let (slopes, centre, rest) = regression(points, errors, weights, signal);
        let targets = errors.ncols();
        let noise = DMatrix::identity(targets, targets) + rest;
        let root = noise.cholesky()?;
        // B' V^-1 B and B' V^-1 a.
        let told = slopes.transpose() * root.solve(&slopes);
        let exact = (&prior.precision + &told).cholesky()?;
        let mean = -exact.solve(&(slopes.transpose() * root.solve(&centre)));
        let precision = &prior.precision + told / WIDER;
        let lower = precision.clone().cholesky()?.l();
        let log_scale = 0.5 * (log_determinant(&lower) - prior.log_determinant);
        Some(Self { mean, precision, root: lower, log_scale })
    }

    pub fn dimensions(&self) -> usize {
        self.mean.len()
    }

    /// The point that belongs to standard normal numbers.
    pub fn point(&self, standard: DVector<f64>) -> DVector<f64> {
        let moved = self.root.transpose().solve_upper_triangular(&standard);
        &self.mean + moved.unwrap_or(standard)
    }

    /// Logarithm of the density at a point over that of the prior.
    pub fn log_ratio(&self, prior: &NormalPrior, point: &DVector<f64>) -> f64 {
        let from_mean = point - &self.mean;
        let own = from_mean.dot(&(&self.precision * &from_mean));
        let of_prior = point.dot(&(&prior.precision * point));
        self.log_scale - 0.5 * (own - of_prior)
    }
}

/// Weighted ridge regression of the errors on the points: slopes (targets by dimensions), the errors at the middle of
/// the prior, and the covariance of the rest.
///
/// The ridge of a target is what a normal prior of its slopes gives, one that spreads `signal`, the variance of its
/// error over the prior, evenly over the dimensions: sigma^2 d / signal (Hoerl, Kennard & Baldwin, "Ridge regression:
/// some simulations", Communications in Statistics 4, 1975). Without noise there is next to none.
fn regression(
    points: &DMatrix<f64>,
    errors: &DMatrix<f64>,
    weights: &Weights,
    signal: &[f64],
) -> (DMatrix<f64>, DVector<f64>, DMatrix<f64>) {
    let dimensions = points.ncols();
    let worth = weights.effective();
    let (middle, level) = (weighted_mean(points, weights), weighted_mean(errors, weights));
    let x = centred(points, &middle, weights);
    let y = centred(errors, &level, weights);
    let free = (worth - dimensions as f64).max(0.25 * worth);
    let solved = |ridges: &[f64]| -> DMatrix<f64> {
        let product = x.transpose() * &x;
        let columns: Vec<DVector<f64>> = ridges
            .iter()
            .enumerate()
            .map(|(target, ridge)| {
                let mut normal = product.clone();
                (0..dimensions).for_each(|i| normal[(i, i)] += ridge);
                let right = x.transpose() * y.column(target);
                normal
                    .cholesky()
                    .map_or_else(|| DVector::zeros(dimensions), |root| root.solve(&right))
            })
            .collect();
        DMatrix::from_columns(&columns)
    };
    // A first look at the noise needs some ridge where draws are few.
    let first = vec![1e-3 + (dimensions as f64 - 0.5 * worth).max(0.0); signal.len()];
    let rest = &y - &x * solved(&first);
    let ridge = |target: usize| {
        let noise = rest.column(target).norm_squared() / free;
        1e-6 + noise * dimensions as f64 / signal[target].max(1e-12)
    };
    let slopes = solved(&(0..signal.len()).map(ridge).collect::<Vec<f64>>());
    let rest = &y - &x * &slopes;
    let covariance = rest.transpose() * &rest / free;
    let slopes = slopes.transpose();
    let centre = level - &slopes * middle;
    (slopes, centre, covariance)
}

fn weighted_mean(matrix: &DMatrix<f64>, weights: &Weights) -> DVector<f64> {
    let mut mean = DVector::zeros(matrix.ncols());
    for (row, weight) in matrix.row_iter().zip(weights.as_slice()) {
        mean += row.transpose() * *weight;
    }
    mean
}

/// Deviations from the mean, times the root of the weight; the weights add up to the effective number of draws.
fn centred(matrix: &DMatrix<f64>, mean: &DVector<f64>, weights: &Weights) -> DMatrix<f64> {
    let worth = weights.effective();
    let root = |draw: usize| libm::sqrt(weights.as_slice()[draw] * worth);
    DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |draw, column| {
        (matrix[(draw, column)] - mean[column]) * root(draw)
    })
}
