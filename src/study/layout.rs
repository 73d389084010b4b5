//! Which draws of a study belong together: those that share a row of quantities, and those whose rows come from one
//! sampling design.
//!
//! It must not know what is done with that; the errors are in `analysis`.

use std::sync::Arc;

/// How the numbers of draws tell which of them belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Draws that share a row of quantities: draw i has row i / replications.
    pub replications: u64,
    /// Rows of each independent design, where there are several and the rows of one depend on each other.
    pub rows_per_batch: Option<u64>,
    /// Where rows of quantities are those of a posterior: which one each row of the study is. Rows of the study that
    /// are the same are one cluster.
    pub shared: Option<Arc<[u64]>>,
}

impl Default for Layout {
    /// Every draw has a row of its own, and there are no batches.
    fn default() -> Self {
        Self { replications: 1, rows_per_batch: None, shared: None }
    }
}

impl Layout {
    /// Row of quantities of a draw.
    pub fn row(&self, draw: u64) -> u64 {
        draw / self.replications
    }

    /// Cluster of a draw; none where it has a row of its own.
    pub fn cluster(&self, draw: u64) -> Option<u64> {
        let row = self.row(draw);
        match &self.shared {
            Some(shared) => shared.get(row as usize).copied(),
            None => (self.replications > 1).then_some(row),
        }
    }

    /// Batch of a draw; none where there are no batches.
    pub fn batch(&self, draw: u64) -> Option<u64> {
        self.rows_per_batch.map(|rows| self.row(draw) / rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_each_other_within_rows_and_rows_within_batches() {
        let layout = Layout { replications: 3, rows_per_batch: Some(2), shared: None };
        let rows: Vec<u64> = (0..13).map(|draw| layout.row(draw)).collect();
        assert_eq!(rows, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4]);
        assert_eq!(
            (layout.cluster(5), layout.batch(5), layout.batch(6)),
            (Some(1), Some(0), Some(1))
        );
    }

    #[test]
    fn draws_that_share_a_row_of_a_posterior_are_a_cluster() {
        let shared = Some([7, 2, 7].into());
        let layout = Layout { replications: 2, rows_per_batch: None, shared };
        let clusters: Vec<u64> = (0..6).filter_map(|draw| layout.cluster(draw)).collect();
        assert_eq!(clusters, [7, 7, 2, 2, 7, 7]);
    }

    #[test]
    fn by_default_every_draw_is_by_itself() {
        let layout = Layout::default();
        assert_eq!((layout.row(7), layout.cluster(7), layout.batch(7)), (7, None, None));
    }
}
