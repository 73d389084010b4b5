//! Fans: quantiles over the draws along a line of time.

use serde::Serialize;

use super::Draws;
use crate::study::{Outcome, SampleTable};

/// Quantiles over the draws at every point in time; five lists of equal length.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fan {
    pub p5: Vec<f64>,
    pub p25: Vec<f64>,
    pub p50: Vec<f64>,
    pub p75: Vec<f64>,
    pub p95: Vec<f64>,
    pub largest_errors: LargestErrors,
}

/// The largest Monte Carlo standard errors along the lines of a fan; none where there are too few draws to tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct LargestErrors {
    pub p5: Option<f64>,
    pub p50: Option<f64>,
    pub p95: Option<f64>,
}

/// The fan of lines of equal length, one per draw, all independent. [`Draws::fan`] is for those of a table.
pub fn fan(lines: &[Vec<f64>]) -> Fan {
    Draws::independent(lines.len()).fan(lines)
}

impl Draws {
    /// The fan of lines of equal length, one per draw.
    pub fn fan(&self, lines: &[Vec<f64>]) -> Fan {
        let mut fan = Fan::default();
        let points = lines.first().map_or(0, Vec::len);
        for point in 0..points {
            let values: Vec<f64> = lines.iter().map(|line| line[point]).collect();
            let Some(estimate) = self.estimate(&values) else { continue };
            fan.p5.push(estimate.p5);
            fan.p25.push(estimate.p25);
            fan.p50.push(estimate.p50);
            fan.p75.push(estimate.p75);
            fan.p95.push(estimate.p95);
            let (largest, errors) = (&mut fan.largest_errors, estimate.errors);
            let larger = |largest: Option<f64>, error: Option<f64>| match point {
                0 => error,
                _ => Some(largest?.max(error?)),
            };
            largest.p5 = larger(largest.p5, errors.p5);
            largest.p50 = larger(largest.p50, errors.p50);
            largest.p95 = larger(largest.p95, errors.p95);
        }
        fan
    }
}

/// Municipal cost since the start, at the end of each year, by alternative; euro.
pub fn cumulative_cost(table: &SampleTable) -> Vec<Fan> {
    let line = |outcome: &Outcome| -> Vec<f64> {
        let mut sum = 0.0;
        let cumulate = |cost: &f64| {
            sum += cost;
            sum
        };
        outcome.municipal_cost.iter().map(cumulate).collect()
    };
    per_alternative(table, line)
}

/// A line per month of each outcome, by alternative.
pub fn monthly(table: &SampleTable, line: impl Fn(&Outcome) -> &Vec<f64>) -> Vec<Fan> {
    per_alternative(table, |outcome| line(outcome).clone())
}

fn per_alternative(table: &SampleTable, mut line: impl FnMut(&Outcome) -> Vec<f64>) -> Vec<Fan> {
    let draws = Draws::of(table);
    table
        .outcomes
        .iter()
        .map(|outcomes| {
            let lines: Vec<Vec<f64>> = outcomes.iter().map(&mut line).collect();
            draws.fan(&lines)
        })
        .collect()
}
