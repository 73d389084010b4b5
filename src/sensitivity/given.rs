//! First-order shares from a run that is there already.

use serde::Serialize;

use super::Factor;
use crate::analysis::Measure;
use crate::analysis::sensitivity::given::{GivenShare, first_order};
use crate::analysis::sensitivity::{Output, OutputName};
use crate::study::{SampleMatrix, SampleTable};

/// The share of one factor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GivenFactor {
    pub factor: String,
    pub first: GivenShare,
}

/// The shares of all factors in one output, the largest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GivenOutput {
    pub output: OutputName,
    /// Draws in which the output exists.
    pub draws: usize,
    pub factors: Vec<GivenFactor>,
}

/// Shares of every output of these measures; none for an output that does not vary, or in too few draws.
pub fn given(
    table: &SampleTable,
    sample: &SampleMatrix,
    measures: &[Measure],
    factors: &[Factor],
) -> Vec<Option<GivenOutput>> {
    let column = |quantity: usize| -> Vec<f64> {
        (0..sample.draws).map(|draw| sample.row(draw)[quantity]).collect()
    };
    let columns: Vec<Vec<Vec<f64>>> = factors
        .iter()
        .map(|factor| factor.members.iter().map(|member| column(*member)).collect())
        .collect();
    let of = |output: Output| -> Option<GivenOutput> {
        let values = output.values(table);
        let mut found = Vec::new();
        for (factor, columns) in factors.iter().zip(&columns) {
            let first = first_order(&values, columns)?;
            found.push(GivenFactor { factor: factor.name.clone(), first });
        }
        found.sort_by(|a, b| b.first.value.total_cmp(&a.first.value));
        let draws = values.iter().filter(|value| !value.is_nan()).count();
        Some(GivenOutput { output: output.name(&table.header), draws, factors: found })
    };
    Output::all(&table.header, measures).into_iter().map(of).collect()
}
