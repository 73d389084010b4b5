//! Weights of rows.

use crate::stats::Blocks;
use crate::stats::summary::sum;

/// Weights that are not negative, scaled to add up to the effective number of rows (Kish, "Survey sampling",
/// 1965, section 11.7): (sum w)^2 / sum w^2, which is the number of rows where all weights are equal.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    values: Vec<f64>,
    effective: f64,
    /// Rows that depend on each other, in blocks that do not; none where all rows are independent.
    blocks: Option<Blocks>,
}

impl Weights {
    /// Equal weights of 1.
    pub fn equal(rows: usize) -> Self {
        Self { values: vec![1.0; rows], effective: rows as f64, blocks: None }
    }

    /// `None` where they do not add up to something positive and finite, or where one is negative.
    pub fn new(weights: &[f64]) -> Option<Self> {
        let total = sum(weights.iter().copied());
        let squares = sum(weights.iter().map(|weight| weight * weight));
        let possible = weights.iter().all(|weight| *weight >= 0.0);
        if !possible || total <= 0.0 || !squares.is_finite() || squares <= 0.0 {
            return None;
        }
        let effective = total * total / squares;
        let values = weights.iter().map(|weight| weight * (effective / total)).collect();
        Some(Self { values, effective, blocks: None })
    }

    /// The same with rows in independent blocks, from which standard errors of means then come. Nothing changes where
    /// weights differ, or where there is not a key per row.
    pub fn in_blocks(self, keys: &[u64]) -> Self {
        let equal = self.values.windows(2).all(|pair| pair[0] == pair[1]);
        let blocks = (equal && keys.len() == self.rows()).then(|| Blocks::new(keys));
        Self { blocks, ..self }
    }

    /// The block of each row, where rows are not independent.
    pub fn block_of_row(&self) -> Option<&[usize]> {
        self.blocks.as_ref().map(Blocks::of_draw)
    }

    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Effective number of rows; the weights add up to it.
    pub fn effective(&self) -> f64 {
        self.effective
    }

    pub fn rows(&self) -> usize {
        self.values.len()
    }

    /// Weighted mean of a value per row; 0 without rows.
    pub fn mean(&self, values: impl IntoIterator<Item = f64>) -> f64 {
        if self.values.is_empty() {
            return 0.0;
        }
        sum(self.values.iter().zip(values).map(|(weight, value)| weight * value)) / self.effective
    }

    /// Weighted standard deviation, with the denominator n - 1 of effective rows; `None` below two of them.
    pub fn standard_deviation(&self, values: &[f64]) -> Option<f64> {
        if self.effective <= 1.0 + 1e-9 {
            return None;
        }
        let centre = self.mean(values.iter().copied());
        let square = self.mean(values.iter().map(|value| (value - centre) * (value - centre)));
        Some(libm::sqrt(square * self.effective / (self.effective - 1.0)))
    }

    /// Monte Carlo standard error of the weighted mean.
    pub fn standard_error(&self, values: &[f64]) -> Option<f64> {
        if let Some(blocks) = &self.blocks {
            return blocks.standard_error(values);
        }
        self.standard_deviation(values).map(|sd| sd / libm::sqrt(self.effective))
    }

    /// The weights of some of the rows, scaled again.
    pub fn of_rows(&self, rows: &[usize]) -> Option<Self> {
        Self::new(&rows.iter().map(|row| self.values[*row]).collect::<Vec<_>>())
    }
}
