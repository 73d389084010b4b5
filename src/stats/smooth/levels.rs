//! A number with a few values: a mean for each of them, nothing shrunk.

use nalgebra::DMatrix;

use super::{Basis, Weights};

/// One function per distinct value: 1 / sqrt(its weight) where the number has it.
#[derive(Clone, Debug)]
pub struct Levels {
    level: Vec<usize>,
    height: Vec<f64>,
    penalties: Vec<f64>,
}

impl Levels {
    /// `None` where a value has no weight at all.
    pub fn new(x: &[f64], weights: &Weights) -> Option<Self> {
        let values = distinct(x);
        let level: Vec<usize> =
            x.iter().map(|value| values.partition_point(|known| known < value)).collect();
        let mut weight = vec![0.0; values.len()];
        for (level, own) in level.iter().zip(weights.values()) {
            weight[*level] += own;
        }
        let height: Vec<f64> = weight.iter().map(|weight| 1.0 / libm::sqrt(*weight)).collect();
        let finite = height.iter().all(|height| height.is_finite());
        finite.then(|| Self { level, penalties: vec![0.0; height.len()], height })
    }
}

impl Basis for Levels {
    fn penalties(&self) -> &[f64] {
        &self.penalties
    }

    fn at(&self, rows: &[usize]) -> DMatrix<f64> {
        let mut values = DMatrix::zeros(rows.len(), self.height.len());
        for (place, row) in rows.iter().enumerate() {
            values[(place, self.level[*row])] = self.height[self.level[*row]];
        }
        values
    }

    fn name(&self) -> &'static str {
        "mean per value"
    }
}

/// The distinct values, ascending.
pub fn distinct(x: &[f64]) -> Vec<f64> {
    let mut values = x.to_vec();
    values.sort_by(f64::total_cmp);
    // Equal numbers, also 0 and -0.
    values.dedup_by(|a, b| a == b);
    values
}
