//! What a model gives for the targets: a number per draw and target; and the interface of a model that is fitted.
//!
//! It must not know what the targets are.

use crate::stats::summary;
use nalgebra::{DMatrix, DVector};

/// A model as a fit sees it: a pure function from values of the parameters to outputs, in which every draw has the
/// same random numbers at every point (common random numbers).
pub trait Response {
    /// One value per parameter; as many draws as any other call gives.
    fn outputs(&self, point: &[f64]) -> Outputs;
}

impl<F: Fn(&[f64]) -> Outputs> Response for F {
    fn outputs(&self, point: &[f64]) -> Outputs {
        self(point)
    }
}

/// Values of all targets in all draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Outputs {
    pub draws: usize,
    pub targets: usize,
    /// Draw by draw: target j of draw i at i * targets + j.
    pub values: Vec<f64>,
}

impl Outputs {
    pub fn new(targets: usize, values: Vec<f64>) -> Self {
        Self { draws: values.len() / targets.max(1), targets, values }
    }

    pub fn row(&self, draw: usize) -> &[f64] {
        &self.values[draw * self.targets..(draw + 1) * self.targets]
    }

    /// One target in all draws.
    pub fn column(&self, target: usize) -> Vec<f64> {
        self.values.iter().skip(target).step_by(self.targets).copied().collect()
    }

    /// Means over the draws.
    pub fn means(&self) -> DVector<f64> {
        let mean = |target| summary::mean(&self.column(target)).unwrap_or(0.0);
        DVector::from_iterator(self.targets, (0..self.targets).map(mean))
    }

    /// Covariances between targets over the draws, with denominator n - 1; zeros with one draw.
    pub fn covariance(&self) -> DMatrix<f64> {
        let means = self.means();
        let mut sums = DMatrix::zeros(self.targets, self.targets);
        for draw in 0..self.draws {
            let centred = DVector::from_row_slice(self.row(draw)) - &means;
            sums += &centred * centred.transpose();
        }
        sums / (self.draws.max(2) - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Means 2 and 5; deviations (-1, 2), (0, -2) and (1, 0).
    #[test]
    fn means_and_covariances_are_over_the_draws() {
        let outputs = Outputs::new(2, vec![1.0, 7.0, 2.0, 3.0, 3.0, 5.0]);
        assert_eq!((outputs.draws, outputs.row(1)), (3, &[2.0, 3.0][..]));
        assert_eq!(outputs.column(1), [7.0, 3.0, 5.0]);
        assert_eq!(outputs.means().as_slice(), [2.0, 5.0]);
        assert_eq!(outputs.covariance(), DMatrix::from_row_slice(2, 2, &[1.0, -1.0, -1.0, 4.0]));
        assert_eq!(Outputs::new(1, vec![3.0]).covariance()[0], 0.0);
    }
}
