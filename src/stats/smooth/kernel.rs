//! Several numbers: a Gaussian process with a linear part, on inducing points.
//!
//! The outcome is a level, plus straight lines in all numbers, plus a smooth function with any interactions, plus
//! noise. Lines and smooth function have normal priors: covariance a z'z + exp(-1/2 sum_j w_j (z_j - z'_j)^2), z being
//! the numbers standardised (Rasmussen & Williams, "Gaussian processes for machine learning", 2006, sections 2.2, 2.7
//! and 5.1; Strong, Oakley & Brennan, Medical Decision Making 34, 2014, for its use in decision analysis). How much
//! each number matters is estimated in [`super::hyperparameters`] from part of the rows.
//!
//! The cost of the exact process grows with the cube of the rows. Beyond some hundreds the smooth function is
//! therefore one of the covariances with a few hundred of the rows, the inducing points: subset of regressors
//! (Quinonero-Candela & Rasmussen, "A unifying view of sparse approximate Gaussian process regression", Journal of
//! Machine Learning Research 6, 2005, section 5). All rows count in the fit, and where every row is an inducing point
//! it is exact.

use nalgebra::{DMatrix, DVector};

use super::hyperparameters::{Relevance, relevance};
use super::{Basis, Weights};

/// How much work the regression may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KernelSize {
    /// Rows from which it learns how much each number matters.
    pub learning_rows: usize,
    /// Inducing points of the smooth function.
    pub inducing_points: usize,
    /// Steps of the search for the relevance of the numbers.
    pub steps: u64,
}

impl Default for KernelSize {
    fn default() -> Self {
        Self { learning_rows: 300, inducing_points: 300, steps: 40 }
    }
}

/// Directions with less variance than this, relative to the largest, are rounding.
const NEGLIGIBLE: f64 = 1e-10;

/// A Gaussian process in several numbers.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Standardised numbers, a row per row.
    z: DMatrix<f64>,
    relevance: Relevance,
    /// Standardised numbers of the inducing points.
    inducing: DMatrix<f64>,
    /// From covariances with the inducing points to independent features of the smooth function.
    whiten: DMatrix<f64>,
    /// Means of all features.
    centre: DVector<f64>,
    /// From centred features to orthonormal functions.
    transform: DMatrix<f64>,
    penalties: Vec<f64>,
    /// Value of the first function, the level.
    level: f64,
}

impl Kernel {
    /// `columns` holds the numbers, each with a value per row; none may be constant. `outcomes` teach which of them
    /// matter. `None` where rounding leaves nothing to work with.
    pub fn new(
        columns: &[Vec<f64>],
        weights: &Weights,
        outcomes: &[Vec<f64>],
        size: KernelSize,
    ) -> Option<Self> {
        let rows = weights.rows();
        let z = standardised(columns, weights)?;
        let learning = spread_out(rows, size.learning_rows);
        let relevance =
            relevance(&z.select_rows(&learning), &of_rows(outcomes, &learning), size.steps);
        let inducing = z.select_rows(&spread_out(rows, size.inducing_points));
        let whiten = whitening(relevance.covariance(&inducing, &inducing))?;
        let mut kernel = Self {
            z,
            relevance,
            inducing,
            whiten,
            centre: DVector::zeros(0),
            transform: DMatrix::zeros(0, 0),
            penalties: Vec::new(),
            level: 1.0 / libm::sqrt(weights.effective()),
        };
        kernel.orthonormalise(weights)?;
        Some(kernel)
    }

    /// How much each number matters to the smooth function, 1 / length^2 in standard deviations.
    pub fn relevance(&self) -> &[f64] {
        &self.relevance.relevance
    }

    /// Features whose coefficients have independent standard normal priors.
    fn features(&self, rows: &[usize]) -> DMatrix<f64> {
        let z = self.z.select_rows(rows);
        let smooth = self.relevance.covariance(&z, &self.inducing) * &self.whiten;
        let lines = z * libm::sqrt(self.relevance.linear);
        let mut features = DMatrix::zeros(rows.len(), smooth.ncols() + lines.ncols());
        features.columns_mut(0, smooth.ncols()).copy_from(&smooth);
        features.columns_mut(smooth.ncols(), lines.ncols()).copy_from(&lines);
        features
    }

    /// Functions along the principal directions of the features: a prior variance of e per unit of coefficient is a
    /// penalty of 1 / e.
    fn orthonormalise(&mut self, weights: &Weights) -> Option<()> {
        let count = self.whiten.ncols() + self.z.ncols();
        let (mut sum, mut gram) = (DVector::zeros(count), DMatrix::zeros(count, count));
        let all: Vec<usize> = (0..weights.rows()).collect();
        for block in all.chunks(1024) {
            let features = self.features(block);
            let weight = DVector::from_fn(block.len(), |i, _| weights.values()[block[i]]);
            sum += features.tr_mul(&weight);
            let mut weighted = features.clone();
            for mut column in weighted.column_iter_mut() {
                column.component_mul_assign(&weight);
            }
            gram += features.transpose() * weighted;
        }
        self.centre = sum / weights.effective();
        gram -= &self.centre * self.centre.transpose() * weights.effective();
        let (values, vectors) = eigen(gram)?;
        self.transform =
            DMatrix::from_fn(count, values.len(), |i, j| vectors[(i, j)] / libm::sqrt(values[j]));
        self.penalties = std::iter::once(0.0).chain(values.iter().map(|e| 1.0 / e)).collect();
        Some(())
    }
}

impl Basis for Kernel {
    fn penalties(&self) -> &[f64] {
        &self.penalties
    }

    fn at(&self, rows: &[usize]) -> DMatrix<f64> {
        let mut features = self.features(rows);
        for mut row in features.row_iter_mut() {
            row -= self.centre.transpose();
        }
        let mut values = DMatrix::from_element(rows.len(), self.penalties.len(), self.level);
        values.columns_mut(1, self.transform.ncols()).copy_from(&(features * &self.transform));
        values
    }

    fn name(&self) -> &'static str {
        "Gaussian process"
    }
}

/// The numbers with mean 0 and standard deviation 1.
fn standardised(columns: &[Vec<f64>], weights: &Weights) -> Option<DMatrix<f64>> {
    let mut z = DMatrix::zeros(weights.rows(), columns.len());
    for (number, column) in columns.iter().enumerate() {
        let mean = weights.mean(column.iter().copied());
        let sd = weights.standard_deviation(column).filter(|sd| *sd > 0.0 && sd.is_finite())?;
        for (row, value) in column.iter().enumerate() {
            z[(row, number)] = (value - mean) / sd;
        }
    }
    Some(z)
}

/// At most `count` of the rows, evenly spread over their order.
pub fn spread_out(rows: usize, count: usize) -> Vec<usize> {
    if rows <= count {
        return (0..rows).collect();
    }
    (0..count).map(|i| (i * rows + rows / 2) / count).collect()
}

fn of_rows(outcomes: &[Vec<f64>], rows: &[usize]) -> Vec<Vec<f64>> {
    outcomes.iter().map(|outcome| rows.iter().map(|row| outcome[*row]).collect()).collect()
}

/// Eigenvalues, the largest first and without those that are rounding, and their vectors.
fn eigen(matrix: DMatrix<f64>) -> Option<(Vec<f64>, DMatrix<f64>)> {
    // The iteration would never end on what is no number.
    if matrix.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let eigen = ((&matrix + matrix.transpose()) * 0.5).symmetric_eigen();
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    let largest = eigen.eigenvalues[*order.first()?];
    if !(largest > 0.0 && largest.is_finite()) {
        return None;
    }
    order.retain(|i| eigen.eigenvalues[*i] > NEGLIGIBLE * largest);
    let values: Vec<f64> = order.iter().map(|i| eigen.eigenvalues[*i]).collect();
    let vectors = DMatrix::from_fn(matrix.nrows(), order.len(), |i, j| {
        let column = eigen.eigenvectors.column(order[j]);
        // The sign of an eigenvector is arbitrary: fixed.
        column[i] * column[column.icamax()].signum()
    });
    Some((values, vectors))
}

/// Vectors over roots of eigenvalues: covariances times it are independent features.
fn whitening(covariance: DMatrix<f64>) -> Option<DMatrix<f64>> {
    let (values, mut vectors) = eigen(covariance)?;
    for (mut column, value) in vectors.column_iter_mut().zip(&values) {
        column /= libm::sqrt(*value);
    }
    Some(vectors)
}
