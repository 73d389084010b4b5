//! The design behind the shares of variance: two samples A and B of all quantities, and for each factor A with that
//! factor taken from B (references in [`crate::analysis::sensitivity::sobol`]).
//!
//! A and B are the two halves of one set of points in twice as many dimensions: scrambled Sobol numbers as far as
//! there are dimensions, a Latin hypercube beyond.

use super::{Dependence, Factor};
use crate::stats::design::SOBOL_DIMENSIONS;
use crate::stats::{Design, DesignError, Method};
use crate::study::{Quantity, SampleMatrix, sampling};

/// The samples A and B.
#[derive(Clone, Debug, PartialEq)]
pub struct Saltelli {
    pub method: Method,
    a: SampleMatrix,
    b: SampleMatrix,
}

impl Saltelli {
    /// `rows` rows each. What quantities have together, they have within A and within B.
    pub fn new(
        quantities: &[Quantity],
        dependence: &Dependence,
        rows: usize,
        seed: u64,
    ) -> Result<Self, DesignError> {
        let p = quantities.len();
        let method = if 2 * p <= SOBOL_DIMENSIONS { Method::Sobol } else { Method::LatinHypercube };
        let both = Design::new(method, seed, rows, 2 * p)?;
        let half = |from: usize| -> Result<SampleMatrix, DesignError> {
            let points = (0..rows).flat_map(|row| both.row(row)[from..from + p].to_vec());
            let mut design = Design { draws: rows, dimensions: p, points: points.collect() };
            design.correlate(dependence.correlations)?;
            let mut sample = sampling::values(quantities, &design);
            if let Some(joint) = dependence.posterior
                && let Some(first) = joint.members().first()
            {
                joint.overwrite(&mut sample, &design.column(*first));
            }
            Ok(sample)
        };
        Ok(Self { method, a: half(0)?, b: half(p)? })
    }

    pub fn rows(&self) -> usize {
        self.a.draws
    }

    pub fn a(&self, row: usize) -> Vec<f64> {
        self.a.row(row).to_vec()
    }

    pub fn b(&self, row: usize) -> Vec<f64> {
        self.b.row(row).to_vec()
    }

    /// A row of A with a factor from B.
    pub fn mixed(&self, row: usize, factor: &Factor) -> Vec<f64> {
        let (mut values, other) = (self.a(row), self.b.row(row));
        factor.members.iter().for_each(|member| values[*member] = other[*member]);
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Distribution;

    fn quantities(count: usize) -> Vec<Quantity> {
        let quantity = |i: usize| Quantity {
            path: format!("q{i}"),
            distribution: Distribution::Uniform { min: 0.0, max: 1.0 },
            simplex: None,
        };
        (0..count).map(quantity).collect()
    }

    #[test]
    fn a_mixed_row_has_one_factor_from_the_other_sample() {
        let design = Saltelli::new(&quantities(4), &Dependence::default(), 8, 1).expect("possible");
        let factor = Factor { name: "pair".into(), members: vec![1, 3] };
        for row in 0..8 {
            let (a, b, mixed) = (design.a(row), design.b(row), design.mixed(row, &factor));
            assert_eq!(mixed, [a[0], b[1], a[2], b[3]]);
        }
    }

    /// Each half of 16 rows has one value in each sixteenth of (0, 1), in every dimension.
    #[test]
    fn both_samples_are_spread_evenly_and_differ() {
        let design =
            Saltelli::new(&quantities(3), &Dependence::default(), 16, 2).expect("possible");
        for dimension in 0..3 {
            for sample in [Saltelli::a, Saltelli::b] {
                let slice = |row| (sample(&design, row)[dimension] * 16.0) as usize;
                let mut slices: Vec<usize> = (0..16).map(slice).collect();
                slices.sort_unstable();
                assert_eq!(slices, (0..16).collect::<Vec<_>>());
            }
        }
        assert_ne!(design.a, design.b);
    }

    #[test]
    fn beyond_the_dimensions_of_sobol_numbers_it_is_a_latin_hypercube() {
        let of = |count| Saltelli::new(&quantities(count), &Dependence::default(), 4, 1);
        let methods = [128, 129].map(|count| of(count).expect("possible").method);
        assert_eq!(methods, [Method::Sobol, Method::LatinHypercube]);
    }
}
