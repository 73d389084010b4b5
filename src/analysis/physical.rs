//! Effects in physical units: what a project changes before anything is priced.

use super::{Difference, Draws, Estimate};
use crate::study::{Outcome, SampleTable};

/// One column of the results, summed over areas and years, under a project and under the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct PhysicalLine {
    /// Index among the alternatives of the run.
    pub alternative: usize,
    /// Under the reference.
    pub reference: Estimate,
    /// Under the project.
    pub project: Estimate,
    /// Project minus reference: negative is avoided.
    pub difference: Difference,
}

/// A column under every alternative but the reference, over the first `years` years.
pub fn physical(table: &SampleTable, column: &str, years: usize) -> Vec<PhysicalLine> {
    let Some(reference) = table.header.reference() else { return Vec::new() };
    let precision = Draws::of(table);
    let Some(place) = table.columns.iter().position(|own| own == column) else {
        return Vec::new();
    };
    let volume = |outcome: &Outcome| -> f64 {
        outcome.years.iter().skip(place).step_by(table.columns.len()).take(years).sum()
    };
    let of = |index: usize| -> Vec<f64> { table.outcomes[index].iter().map(volume).collect() };
    let before = of(reference);
    let line = |alternative: usize| {
        let after = of(alternative);
        let pairs = after.iter().zip(&before);
        let differences: Vec<f64> = pairs.map(|(project, before)| project - before).collect();
        Some(PhysicalLine {
            alternative,
            reference: precision.estimate(&before)?,
            project: precision.estimate(&after)?,
            difference: precision.difference(&differences)?,
        })
    };
    let projects = (0..table.header.alternatives.len()).filter(|index| *index != reference);
    projects.filter_map(line).collect()
}
