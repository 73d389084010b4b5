//! What the three bases have in common.

use nalgebra::DMatrix;

use super::Weights;

/// Functions that are orthonormal over the rows they were made of: sum over rows of weight * f_j * f_k is 1 for
/// j = k and 0 otherwise.
pub trait Basis: Sync {
    /// The penalty of each function; 0 for those that are not shrunk.
    fn penalties(&self) -> &[f64];

    /// Values of all functions (columns) at some of the rows that the basis was made of.
    fn at(&self, rows: &[usize]) -> DMatrix<f64>;

    /// What the regression is, for reports.
    fn name(&self) -> &'static str;
}

/// Rows computed together: memory stays flat, and products of matrices are large enough to be quick.
const BLOCK: usize = 1024;

/// Calls `visit` with the numbers of the rows of each block and the values of the functions there, in order.
pub fn blocks(basis: &dyn Basis, rows: usize, mut visit: impl FnMut(&[usize], &DMatrix<f64>)) {
    let all: Vec<usize> = (0..rows).collect();
    for block in all.chunks(BLOCK) {
        visit(block, &basis.at(block));
    }
}

/// Sum over the rows of weight * function * outcome: functions by outcomes.
pub fn products(basis: &dyn Basis, weights: &Weights, outcomes: &[Vec<f64>]) -> DMatrix<f64> {
    let mut sum = DMatrix::zeros(basis.penalties().len(), outcomes.len());
    blocks(basis, weights.rows(), |rows, values| {
        let weighted = DMatrix::from_fn(rows.len(), outcomes.len(), |row, outcome| {
            weights.values()[rows[row]] * outcomes[outcome][rows[row]]
        });
        sum += values.transpose() * weighted;
    });
    sum
}
