//! Stressed against unstressed: the same draws, the same households and chance, other parameters from a year on.

use super::{OutputName, paired};
use crate::analysis::{Difference, Draws, Estimate};
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

/// An output, one value per draw; none where it exists in no draw of both. `draws` tells which draws belong together.
pub fn line(
    output: OutputName,
    unstressed: &[f64],
    stressed: &[f64],
    draws: &Draws,
) -> Option<StressLine> {
    let known = |values: &[f64]| {
        let exist: Vec<Option<f64>> =
            values.iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect();
        draws.present(&exist)
    };
    let estimate = |values: &[f64]| {
        let (draws, values) = known(values);
        draws.estimate(&values)
    };
    let (own, changes) = known(&paired(stressed, unstressed));
    Some(StressLine {
        output,
        unstressed: estimate(unstressed)?,
        stressed: estimate(stressed)?,
        change: own.difference(&changes)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10, 20 and 60 become 11, 24 and 70: changes 1, 4, 10; mean 5, error sqrt(21 / 3).
    #[test]
    fn changes_are_taken_draw_by_draw() {
        let name = OutputName { measure: "cost".into(), alternative: "a".into(), against: None };
        let draws = Draws::independent(3);
        let line = |unstressed: &[f64], stressed: &[f64]| {
            super::line(name.clone(), unstressed, stressed, &draws)
        };
        let made = line(&[10.0, 20.0, 60.0], &[11.0, 24.0, 70.0]).expect("it exists");
        assert_eq!((made.unstressed.mean, made.stressed.mean), (30.0, 35.0));
        assert_eq!(made.change.estimate.mean, 5.0);
        let error = made.change.estimate.standard_error.expect("three draws");
        assert!((error - 7.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(made.change.above_zero.p, 1.0);
        assert_eq!(line(&[f64::NAN; 3], &[1.0; 3]), None);
        let some = line(&[10.0, f64::NAN, 60.0], &[11.0, 24.0, f64::NAN]).expect("in one draw");
        assert_eq!((some.change.estimate.mean, some.change.estimate.standard_error), (1.0, None));
    }

    /// Changes 1, 3, 7 and 9 in two rows of two draws: row means 2 and 8, mean 5, error sqrt(18 / 2).
    #[test]
    fn draws_of_one_row_are_no_independent_changes() {
        let name = OutputName { measure: "cost".into(), alternative: "a".into(), against: None };
        let draws = Draws::new(4, &[0, 0, 1, 1], &[]);
        let made = line(name, &[0.0; 4], &[1.0, 3.0, 7.0, 9.0], &draws).expect("it exists");
        let error = made.change.estimate.standard_error.expect("two rows");
        assert!((error - 3.0).abs() < 1e-12, "{error}");
    }
}
