//! Stressed against unstressed: the same draws, the same households and chance, other parameters from a year on.

use super::{OutputName, paired};
use crate::analysis::{Difference, Estimate};
use serde::Serialize;

/// One output under one stress.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StressLine {
    pub output: OutputName,
    pub unstressed: Estimate,
    pub stressed: Estimate,
    /// Stressed minus unstressed, draw by draw.
    pub change: Difference,
}

/// A stress test with all its outputs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stressed {
    pub id: String,
    pub title: String,
    pub start_year: i32,
    pub source: Option<String>,
    pub note: Option<String>,
    pub lines: Vec<StressLine>,
}

/// An output, one value per draw; none where it exists in no draw of both.
pub fn line(output: OutputName, unstressed: &[f64], stressed: &[f64]) -> Option<StressLine> {
    let known = |values: &[f64]| -> Vec<f64> {
        values.iter().copied().filter(|value| !value.is_nan()).collect()
    };
    Some(StressLine {
        output,
        unstressed: Estimate::of(&known(unstressed))?,
        stressed: Estimate::of(&known(stressed))?,
        change: Difference::of(&known(&paired(stressed, unstressed)))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10, 20 and 60 become 11, 24 and 70: changes 1, 4, 10; mean 5, error sqrt(21 / 3).
    #[test]
    fn changes_are_taken_draw_by_draw() {
        let name = OutputName { measure: "cost".into(), alternative: "a".into(), against: None };
        let line = line(name.clone(), &[10.0, 20.0, 60.0], &[11.0, 24.0, 70.0]).expect("it exists");
        assert_eq!((line.unstressed.mean, line.stressed.mean), (30.0, 35.0));
        assert_eq!(line.change.estimate.mean, 5.0);
        let error = line.change.estimate.standard_error.expect("three draws");
        assert!((error - 7.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(line.change.above_zero.p, 1.0);
        assert_eq!(super::line(name, &[f64::NAN], &[1.0]), None);
    }
}
