//! What quantities have together besides rows of shares: rank correlations, and the rows of a posterior.

use crate::stats::RankCorrelation;
use crate::study::{Posterior, SampleMatrix};

/// How quantities depend on each other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dependence<'a> {
    pub correlations: &'a [RankCorrelation],
    pub posterior: Option<JointRows<'a>>,
}

/// Quantities that take their values together from the rows of a posterior.
#[derive(Clone, Copy, Debug)]
pub struct JointRows<'a> {
    pub posterior: &'a Posterior,
    /// By quantity: its column.
    pub columns: &'a [Option<usize>],
}

impl JointRows<'_> {
    /// The quantities that the posterior has.
    pub fn members(&self) -> Vec<usize> {
        let has = |index: &usize| self.columns[*index].is_some();
        (0..self.columns.len()).filter(has).collect()
    }

    /// Puts the row of the posterior that a point in (0, 1) stands for in each row of a sample: its row with the
    /// inverse distribution function of the rows, in their order, by weight.
    pub(super) fn overwrite(&self, sample: &mut SampleMatrix, points: &[f64]) {
        let reached: Vec<f64> = self
            .posterior
            .weights()
            .iter()
            .scan(0.0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        let last = self.posterior.rows() - 1;
        for (row, point) in points.iter().enumerate() {
            let own = reached.partition_point(|reached| reached <= point).min(last);
            let values = self.posterior.row(own);
            for (index, column) in self.columns.iter().enumerate() {
                if let Some(column) = column {
                    sample.values[row * sample.quantities + index] = values[*column];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights 1/4, 0 and 3/4; the second quantity is not in the posterior, and its columns are the other way round.
    #[test]
    fn points_choose_rows_by_weight_and_quantities_keep_together() {
        let paths = vec!["b".to_owned(), "a".to_owned()];
        let rows = vec![1.0, 10.0, 2.0, 20.0, 3.0, 30.0];
        let posterior = Posterior::new(paths, rows, &[1.0, 0.0, 3.0]).expect("a posterior");
        let joint = JointRows { posterior: &posterior, columns: &[Some(1), None, Some(0)] };
        assert_eq!(joint.members(), [0, 2]);
        let mut sample = SampleMatrix::repeated(&[0.0, 7.0, 0.0], 4);
        joint.overwrite(&mut sample, &[0.1, 0.2499, 0.25, 0.9999]);
        for (row, expected) in [1.0, 1.0, 3.0, 3.0].iter().enumerate() {
            assert_eq!(sample.row(row), [10.0 * expected, 7.0, *expected]);
        }
    }
}
