//! First-order shares from a run that is there already.

use indexmap::IndexMap;
use serde::Serialize;

use super::Factor;
use crate::analysis::Measure;
use crate::analysis::sensitivity::given::{GivenShare, first_order};
use crate::analysis::sensitivity::{Mean, Output, OutputName};
use crate::study::{SampleMatrix, SampleTable};

/// The share of one factor; none where it has more numbers than the draws can tell apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GivenFactor {
    pub factor: String,
    pub first: Option<GivenShare>,
}

/// The shares of all factors in one output, the largest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GivenOutput {
    pub output: OutputName,
    /// Draws, or rows of quantities with several draws, in which the output exists.
    pub draws: usize,
    pub factors: Vec<GivenFactor>,
}

/// Shares of every output of these measures; none for an output that does not vary, or in too few draws.
///
/// Draws that share a row of quantities count as one, with their mean: the shares are then of the variance of these
/// means, in which chance has been averaged out so far.
pub fn given(
    table: &SampleTable,
    sample: &SampleMatrix,
    measures: &[Measure],
    factors: &[Factor],
) -> Vec<Option<GivenOutput>> {
    let rows = rows(table.draws.len(), &table.clusters, sample);
    let column = |quantity: usize| -> Vec<f64> {
        rows.iter().map(|row| sample.row(row[0])[quantity]).collect()
    };
    let columns: Vec<Vec<Vec<f64>>> = factors
        .iter()
        .map(|factor| factor.members.iter().map(|member| column(*member)).collect())
        .collect();
    let of = |output: Output| -> Option<GivenOutput> {
        let values = output.values(table);
        let values: Vec<f64> = rows.iter().map(|row| row_mean(&values, row)).collect();
        let of = |(factor, columns): (&Factor, &Vec<Vec<f64>>)| GivenFactor {
            factor: factor.name.clone(),
            first: first_order(&values, columns),
        };
        let mut found: Vec<GivenFactor> = factors.iter().zip(&columns).map(of).collect();
        let share = |own: &GivenFactor| own.first.map_or(f64::NEG_INFINITY, |first| first.value);
        found.sort_by(|a, b| share(b).total_cmp(&share(a)));
        found.first()?.first?;
        let draws = values.iter().filter(|value| !value.is_nan()).count();
        Some(GivenOutput { output: output.name(&table.header), draws, factors: found })
    };
    Output::all(&table.header, measures).into_iter().map(of).collect()
}

/// Places of the draws that share a row of quantities, row by row; at least one each. Draws that share a row of a
/// posterior may differ in quantities that it does not have, and are then rows of their own.
fn rows(draws: usize, clusters: &[u64], sample: &SampleMatrix) -> Vec<Vec<usize>> {
    if clusters.is_empty() {
        return (0..draws).map(|draw| vec![draw]).collect();
    }
    let mut rows: IndexMap<(u64, Vec<u64>), Vec<usize>> = IndexMap::new();
    for (draw, cluster) in clusters.iter().enumerate() {
        let values = sample.row(draw).iter().map(|value| value.to_bits()).collect();
        rows.entry((*cluster, values)).or_default().push(draw);
    }
    rows.into_values().collect()
}

fn row_mean(values: &[f64], row: &[usize]) -> f64 {
    let own: Vec<f64> = row.iter().map(|draw| values[*draw]).collect();
    Mean::of(&own).map_or(f64::NAN, |mean| mean.mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_one_row_are_taken_together() {
        let of = |values: [f64; 5]| SampleMatrix { draws: 5, quantities: 1, values: values.into() };
        let same = of([1.0; 5]);
        assert_eq!(rows(5, &[], &same), [[0], [1], [2], [3], [4]]);
        let clusters = [7, 3, 7, 3, 7];
        assert_eq!(rows(5, &clusters, &same), [vec![0, 2, 4], vec![1, 3]]);
        let mixed = of([1.0, 1.0, 1.0, 1.0, 2.0]);
        assert_eq!(rows(5, &clusters, &mixed), [vec![0, 2], vec![1, 3], vec![4]]);
        assert_eq!(row_mean(&[1.0, 10.0, 2.0, f64::NAN, 6.0], &[0, 2, 4]), 3.0);
        assert_eq!(row_mean(&[1.0, 10.0, 2.0, f64::NAN, 6.0], &[1, 3]), 10.0);
    }
}
