//! Whether targets can hold together, and if not, which of them are against each other.
//!
//! The chi-square is that of generalised least squares, linear around the fit: with residuals r, derivatives J and
//! the covariance V = I + S (1 + 1/n) of what the residuals may be (the targets' own error, and the spread of one
//! real draw against a mean of n), it is the smallest (r + J d)' V^-1 (r + J d) over all steps d, with as many degrees
//! of freedom as targets minus the rank of J. Where it is impossible, targets are left out, one and then two at a
//! time, until the rest agrees: those are the names to give. It must not print.

use nalgebra::{DMatrix, DVector};

use crate::stats::chi_square_tail;

/// A chi-square that happens less often than this, if all is right, is called impossible.
pub const IMPOSSIBLE: f64 = 0.001;
/// Singular values below this part of the largest one count as zero.
const SINGULAR: f64 = 1e-7;

/// A chi-square with its degrees of freedom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare {
    pub value: f64,
    pub degrees: usize,
    /// Chance of a larger value; 1 without degrees of freedom.
    pub p: f64,
}

impl ChiSquare {
    fn new(value: f64, degrees: usize) -> Self {
        let p = if degrees == 0 { 1.0 } else { chi_square_tail(value, degrees) };
        Self { value, degrees, p }
    }

    pub fn is_impossible(&self) -> bool {
        self.p < IMPOSSIBLE
    }
}

/// Targets that cannot hold together.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    pub chi_square: ChiSquare,
    /// Sets of targets without which the others agree; each has one, or each has two. Empty where no two will do.
    pub culprits: Vec<Vec<usize>>,
}

/// Residuals around a fit: targets first, then priors.
pub struct Residuals<'a> {
    pub values: &'a DVector<f64>,
    pub jacobian: &'a DMatrix<f64>,
    /// Covariance of the residuals of the targets over the draws.
    pub spread: &'a DMatrix<f64>,
    pub draws: usize,
}

impl Residuals<'_> {
    /// The chi-square of all residuals but those of some targets.
    pub fn chi_square(&self, without: &[usize]) -> ChiSquare {
        let kept: Vec<usize> =
            (0..self.values.len()).filter(|index| !without.contains(index)).collect();
        let more = 1.0 + 1.0 / self.draws.max(1) as f64;
        let covariance = DMatrix::from_fn(kept.len(), kept.len(), |i, j| {
            let (a, b) = (kept[i], kept[j]);
            let targets = self.spread.nrows();
            let spread = if a < targets && b < targets { self.spread[(a, b)] * more } else { 0.0 };
            spread + f64::from(u8::from(i == j))
        });
        // The identity in it keeps it positive definite.
        let Some(root) = covariance.cholesky() else { return ChiSquare::new(0.0, 0) };
        let lower = root.l();
        let residuals = DVector::from_fn(kept.len(), |i, _| self.values[kept[i]]);
        let jacobian = self.jacobian.select_rows(&kept);
        let residuals = lower.solve_lower_triangular(&residuals).unwrap_or(residuals);
        let jacobian = lower.solve_lower_triangular(&jacobian).unwrap_or(jacobian);
        let (reach, rank) = projection(jacobian, &residuals);
        ChiSquare::new((&residuals - reach).norm_squared(), kept.len() - rank)
    }

    /// The conflict, if the residuals are impossible.
    pub fn conflict(&self) -> Option<Conflict> {
        let chi_square = self.chi_square(&[]);
        if !chi_square.is_impossible() {
            return None;
        }
        let targets = self.spread.nrows();
        let agree = |without: &Vec<usize>| !self.chi_square(without).is_impossible();
        let one: Vec<Vec<usize>> = (0..targets).map(|a| vec![a]).filter(agree).collect();
        let culprits = if one.is_empty() {
            let pairs = (0..targets).flat_map(|a| (a + 1..targets).map(move |b| vec![a, b]));
            pairs.filter(agree).collect()
        } else {
            one
        };
        Some(Conflict { chi_square, culprits })
    }
}

/// The part of the residuals that steps of the parameters can reach, and the rank.
fn projection(jacobian: DMatrix<f64>, residuals: &DVector<f64>) -> (DVector<f64>, usize) {
    let none = DVector::zeros(residuals.len());
    if jacobian.ncols() == 0 || jacobian.nrows() == 0 {
        return (none, 0);
    }
    let decomposed = jacobian.svd(true, false);
    let Some(directions) = decomposed.u else { return (none, 0) };
    let largest = decomposed.singular_values.max();
    let used: Vec<usize> = (0..decomposed.singular_values.len())
        .filter(|index| decomposed.singular_values[*index] > SINGULAR * largest)
        .collect();
    let reach = used.iter().fold(none, |sum, index| {
        let direction = directions.column(*index);
        sum + direction * direction.dot(residuals)
    });
    (reach, used.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict(values: &[f64], jacobian: &[f64], spread: &DMatrix<f64>) -> Option<Conflict> {
        let values = DVector::from_row_slice(values);
        let columns = jacobian.len() / values.len();
        let jacobian = DMatrix::from_row_slice(values.len(), columns, jacobian);
        Residuals { values: &values, jacobian: &jacobian, spread, draws: 1_000_000 }.conflict()
    }

    /// Two measurements of one parameter, 10 standard deviations apart: (5^2 + 5^2) at their mean.
    #[test]
    fn two_targets_against_each_other_are_both_named() {
        let spread = DMatrix::zeros(3, 3);
        let found = conflict(&[5.0, -5.0, 0.3], &[1.0, 0.0, 1.0, 0.0, 0.0, 1.0], &spread);
        let found = found.expect("a conflict");
        assert!((found.chi_square.value - 50.0).abs() < 1e-9);
        assert_eq!(found.chi_square.degrees, 1);
        assert_eq!(found.culprits, [[0], [1]]);
    }

    #[test]
    fn one_target_against_many_is_named_alone() {
        let spread = DMatrix::zeros(4, 4);
        let found = conflict(&[9.0, -3.0, -3.0, -3.0], &[1.0; 4], &spread).expect("a conflict");
        assert_eq!(found.culprits, [[0]]);
    }

    #[test]
    fn targets_within_their_errors_agree() {
        let spread = DMatrix::zeros(2, 2);
        // (2 * 1.5^2) with 1 degree of freedom: p = 0.034.
        assert_eq!(conflict(&[1.5, -1.5], &[1.0, 1.0], &spread), None);
        // As many parameters as targets: everything can be met.
        assert_eq!(conflict(&[50.0, -50.0], &[1.0, 0.0, 0.0, 1.0], &spread), None);
    }

    /// One draw of the real municipality lies far from the mean of all draws, with a standard deviation of 10; two
    /// targets that move together in every draw cannot be excused so.
    #[test]
    fn the_spread_of_one_draw_excuses_what_it_explains() {
        let apart = DMatrix::from_diagonal_element(2, 2, 100.0);
        let together = DMatrix::from_element(2, 2, 100.0);
        assert_eq!(conflict(&[5.0, -5.0], &[1.0, 1.0], &apart), None);
        assert!(conflict(&[5.0, -5.0], &[1.0, 1.0], &together).is_some());
        assert_eq!(conflict(&[9.0, 9.0], &[0.0, 0.0], &together), None);
    }
}
