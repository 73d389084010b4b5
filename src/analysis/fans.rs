//! Fans: quantiles over the draws along a line of time.

use serde::Serialize;

use crate::stats::summary;
use crate::study::{Outcome, SampleTable};

/// Quantiles over the draws at every point in time; five lists of equal length.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fan {
    pub p5: Vec<f64>,
    pub p25: Vec<f64>,
    pub p50: Vec<f64>,
    pub p75: Vec<f64>,
    pub p95: Vec<f64>,
}

/// The fan of lines of equal length, one per draw.
pub fn fan(lines: &[Vec<f64>]) -> Fan {
    let mut fan = Fan::default();
    let points = lines.first().map_or(0, Vec::len);
    for point in 0..points {
        let values: Vec<f64> = lines.iter().map(|line| line[point]).collect();
        let sorted = summary::sorted(&values);
        let quantile = |p| summary::quantile(&sorted, p).unwrap_or(f64::NAN);
        fan.p5.push(quantile(0.05));
        fan.p25.push(quantile(0.25));
        fan.p50.push(quantile(0.50));
        fan.p75.push(quantile(0.75));
        fan.p95.push(quantile(0.95));
    }
    fan
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
    table
        .outcomes
        .iter()
        .map(|outcomes| {
            let lines: Vec<Vec<f64>> = outcomes.iter().map(&mut line).collect();
            fan(&lines)
        })
        .collect()
}
