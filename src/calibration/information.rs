//! What the targets tell about the parameters: the eigenvectors of the information matrix, the errors of a fit and
//! their parts, and the combinations that the targets leave open.
//!
//! With derivatives J of the residuals (model minus target, over the standard deviation of the target), the
//! information is A = J'J, and the gain G = A^-1 J' carries a change of the residuals over to the parameters
//! (Seber & Wild, "Nonlinear Regression", 1989, chapter 2). Three things change the residuals:
//!
//! - the targets are not exact: covariance of the parameters A^-1;
//! - the real municipality is one draw, of chance and of the quantities that are not fitted: G S G', with S the
//!   covariance over the draws;
//! - the simulated mean is over n draws: G S G' / n.
//!
//! All in shares of the way between the bounds. It must not print.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::objective::Jacobian;

/// A direction whose standard deviation is more than this part of the way that it has between the bounds is open:
/// one standard deviation on both sides is the whole way.
const WIDEST: f64 = 0.5;
/// An eigenvalue below this part of the largest one is zero in double precision.
const SINGULAR: f64 = 1e-10;
/// Information below this many times its own Monte Carlo noise is noise.
const NOISE: f64 = 4.0;
/// Parts of an eigenvector that are named.
const NAMED: f64 = 0.2;

/// An eigenvector of the information matrix, of length 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Direction {
    pub eigenvalue: f64,
    /// What the eigenvalue would be by simulation noise alone.
    pub noise: f64,
    /// One number per free unknown.
    pub parts: Vec<f64>,
}

impl Direction {
    /// Standard deviation along the direction, in shares; infinite where nothing is known.
    pub fn sd(&self) -> f64 {
        if self.eigenvalue > 0.0 { 1.0 / libm::sqrt(self.eigenvalue) } else { f64::INFINITY }
    }

    fn largest_part(&self) -> f64 {
        self.parts.iter().fold(0.0, |largest, part| part.abs().max(largest))
    }

    fn is_open(&self, largest_eigenvalue: f64) -> bool {
        self.eigenvalue <= SINGULAR * largest_eigenvalue
            || self.eigenvalue < NOISE * self.noise
            || self.sd() > WIDEST / self.largest_part()
    }

    /// The unknowns that the direction is about, and how they move along it: positions among the free unknowns.
    pub fn named(&self) -> Vec<(usize, f64)> {
        let largest = self.largest_part();
        let parts = self.parts.iter().copied().enumerate();
        parts.filter(|(_, part)| part.abs() >= NAMED * largest).collect()
    }
}

/// Covariances of the fitted shares, by cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariances {
    pub targets: DMatrix<f64>,
    pub spread: DMatrix<f64>,
    pub simulation: DMatrix<f64>,
}

impl Covariances {
    pub fn total(&self) -> DMatrix<f64> {
        &self.targets + &self.spread + &self.simulation
    }
}

/// The eigenvectors, the best known direction first.
pub fn directions(jacobian: &Jacobian) -> Vec<Direction> {
    let information = jacobian.mean.transpose() * &jacobian.mean;
    let size = information.nrows();
    if size == 0 {
        return Vec::new();
    }
    let eigen = SymmetricEigen::new(information);
    let mut directions: Vec<Direction> = (0..size)
        .map(|index| {
            let parts = eigen.eigenvectors.column(index);
            // A sign of its own would be left to rounding.
            let sign = if parts[parts.iamax()] < 0.0 { -1.0 } else { 1.0 };
            let parts: Vec<f64> = parts.iter().map(|part| sign * part).collect();
            let noise = noise(jacobian, &parts);
            Direction { eigenvalue: eigen.eigenvalues[index], noise, parts }
        })
        .collect();
    directions.sort_by(|a, b| b.eigenvalue.total_cmp(&a.eigenvalue));
    directions
}

/// The sum over the targets of the squared standard error of the derivative along a direction.
fn noise(jacobian: &Jacobian, parts: &[f64]) -> f64 {
    let draws = jacobian.draws.len();
    if draws < 2 {
        return 0.0;
    }
    let along = DVector::from_row_slice(parts);
    let changes: Vec<DVector<f64>> = jacobian.draws.iter().map(|draw| draw * &along).collect();
    let sum = changes.iter().fold(DVector::zeros(changes[0].len()), |sum, change| sum + change);
    let mean = sum / draws as f64;
    let squares: f64 = changes.iter().map(|change| (change - &mean).norm_squared()).sum();
    squares / ((draws - 1) * draws) as f64
}

/// The directions that the targets leave open, the least known first.
pub fn open_directions(directions: &[Direction]) -> Vec<Direction> {
    let largest = directions.first().map_or(0.0, |direction| direction.eigenvalue);
    let open = directions.iter().rev().filter(|direction| direction.is_open(largest));
    open.cloned().collect()
}

/// Covariances of the free shares. `spread` is the covariance of the residuals of the targets over the draws.
pub fn covariances(jacobian: &Jacobian, spread: &DMatrix<f64>, draws: usize) -> Covariances {
    let transposed = jacobian.mean.transpose();
    let information = &transposed * &jacobian.mean;
    let size = information.nrows();
    let Some(root) = information.cholesky() else {
        let none = DMatrix::zeros(size, size);
        let targets = DMatrix::from_element(size, size, f64::INFINITY);
        return Covariances { targets, spread: none.clone(), simulation: none };
    };
    let targets = root.inverse();
    // Priors do not move with the draws: only the rows of the targets count.
    let gain = &targets * transposed.columns(0, spread.nrows());
    let of_one = &gain * spread * gain.transpose();
    let simulation = &of_one / draws.max(1) as f64;
    Covariances { targets, spread: of_one, simulation }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jacobian(rows: usize, values: &[f64]) -> Jacobian {
        let mean = DMatrix::from_row_slice(rows, values.len() / rows, values);
        let targets = mean.clone();
        Jacobian { mean, draws: vec![targets.clone(), targets] }
    }

    /// J = diag(3, 1) turned by 45 degrees: eigenvalues 9 and 1 along the diagonals.
    #[test]
    fn directions_are_the_eigenvectors_of_the_information() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let turned = [3.0 * half, 3.0 * half, half, -half];
        let found = directions(&jacobian(2, &turned));
        assert!((found[0].eigenvalue - 9.0).abs() < 1e-12);
        assert!((found[1].eigenvalue - 1.0).abs() < 1e-12);
        assert!(
            (found[0].parts[0] - half).abs() < 1e-12 && (found[0].parts[1] - half).abs() < 1e-12
        );
        assert!((found[1].parts[0] + found[1].parts[1]).abs() < 1e-12);
        assert_eq!(found[0].noise, 0.0, "draws that agree");
    }

    /// Two parameters that only act through their product change both targets in proportion.
    #[test]
    fn proportional_columns_leave_their_difference_open() {
        let found = directions(&jacobian(2, &[50.0, 50.0, 80.0, 80.0]));
        let open = open_directions(&found);
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].named().len(), 2);
        assert!(open[0].parts[0] * open[0].parts[1] < 0.0);
    }

    /// The information is 4 along the second unknown: one standard deviation is half of the way.
    #[test]
    fn a_standard_deviation_of_half_the_interval_is_open_and_a_little_less_is_not() {
        let open = |information: f64| {
            let values = [100.0, 0.0, 0.0, libm::sqrt(information)];
            open_directions(&directions(&jacobian(2, &values))).len()
        };
        assert_eq!((open(3.9), open(4.1)), (1, 0));
    }

    /// Changes of 3 and 5 in two draws: mean 4, squared standard error 1. Four times the noise is 4, the square of the
    /// mean 16. With changes of -1 and 5 these are 4 * 9 and 4.
    #[test]
    fn what_is_no_more_than_noise_is_open() {
        let with = |a: f64, b: f64| {
            let one = |value| DMatrix::from_element(1, 1, value);
            let mean = one(0.5 * (a + b));
            directions(&Jacobian { mean, draws: vec![one(a), one(b)] })
        };
        let clear = with(3.0, 5.0);
        assert!((clear[0].noise - 1.0).abs() < 1e-12 && open_directions(&clear).is_empty());
        assert_eq!(open_directions(&with(-1.0, 5.0)).len(), 1);
    }

    /// One parameter, two targets with derivatives 3 and 4: information 25, gain (3, 4) / 25. A spread with variances
    /// 2 and 1 and covariance 0.5 gives (9 * 2 + 2 * 12 * 0.5 + 16 * 1) / 625.
    #[test]
    fn errors_have_three_parts() {
        let spread = DMatrix::from_row_slice(2, 2, &[2.0, 0.5, 0.5, 1.0]);
        let found = covariances(&jacobian(2, &[3.0, 4.0]), &spread, 10);
        assert!((found.targets[0] - 0.04).abs() < 1e-12);
        assert!((found.spread[0] - 46.0 / 625.0).abs() < 1e-12);
        assert!((found.simulation[0] - 4.6 / 625.0).abs() < 1e-12);
        assert!((found.total()[0] - (0.04 + 50.6 / 625.0)).abs() < 1e-12);
    }
}
