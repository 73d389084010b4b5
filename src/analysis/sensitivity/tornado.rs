//! One quantity at a time: what happens to an output when a quantity goes from low to high and the others stay.
//!
//! All evaluations of one row share the chance (and, where the others vary, the values of the others): differences
//! are taken row by row, and their errors are those of the differences.

use super::{Mean, OutputName, paired};
use serde::{Deserialize, Serialize};

/// Values of one output, row by row; not a number where it does not exist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ends {
    pub low: Vec<f64>,
    pub high: Vec<f64>,
}

/// One end of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Value of the quantity.
    pub at: f64,
    /// Mean of the output there.
    pub output: Mean,
    /// The same minus that of the base case.
    pub change: Mean,
}

/// A quantity, and what it does between its low and its high value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    pub quantity: String,
    pub low: End,
    pub high: End,
    /// Output at high minus output at low.
    pub swing: Mean,
}

/// The bars of one output, the widest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    pub output: OutputName,
    pub base: Mean,
    pub bars: Vec<Bar>,
}

/// A quantity of a tornado: its path, and its values at the ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    pub path: String,
    pub low: f64,
    pub high: f64,
}

/// The tornado of an output; none where the output exists in no row of the base case. Quantities at whose ends it does
/// not exist are left out. Bars of the same width stay in the order of the quantities.
pub fn tornado(
    output: OutputName,
    base: &[f64],
    moved: &[Moved],
    ends: &[Ends],
) -> Option<Tornado> {
    let bar = |(moved, ends): (&Moved, &Ends)| -> Option<Bar> {
        let end = |at: f64, values: &[f64]| -> Option<End> {
            Some(End { at, output: Mean::of(values)?, change: Mean::of(&paired(values, base))? })
        };
        Some(Bar {
            quantity: moved.path.clone(),
            low: end(moved.low, &ends.low)?,
            high: end(moved.high, &ends.high)?,
            swing: Mean::of(&paired(&ends.high, &ends.low))?,
        })
    };
    let mut bars: Vec<Bar> = moved.iter().zip(ends).filter_map(bar).collect();
    bars.sort_by(|a, b| b.swing.mean.abs().total_cmp(&a.swing.mean.abs()));
    Some(Tornado { output, base: Mean::of(base)?, bars })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output() -> OutputName {
        OutputName { measure: "cost".into(), alternative: "plan".into(), against: None }
    }

    fn moved(path: &str) -> Moved {
        Moved { path: path.into(), low: 1.0, high: 3.0 }
    }

    /// Base 10 and 14. The narrow bar goes from 9, 13 to 11, 15: swing 2 in both rows, no error. The wide one from
    /// 12, 20 down to 6, 10: swings -6 and -10, mean -8, error sqrt(8 / 2) = 2; changes at low +2 and +6.
    #[test]
    fn bars_are_ordered_by_width_and_differences_are_paired() {
        let narrow = Ends { low: vec![9.0, 13.0], high: vec![11.0, 15.0] };
        let wide = Ends { low: vec![12.0, 20.0], high: vec![6.0, 10.0] };
        let made =
            tornado(output(), &[10.0, 14.0], &[moved("narrow"), moved("wide")], &[narrow, wide]);
        let made = made.expect("it exists");
        assert_eq!(made.base, Mean { mean: 12.0, standard_error: Some(2.0) });
        let paths: Vec<&str> = made.bars.iter().map(|bar| bar.quantity.as_str()).collect();
        assert_eq!(paths, ["wide", "narrow"]);
        assert_eq!(made.bars[0].swing, Mean { mean: -8.0, standard_error: Some(2.0) });
        assert_eq!(made.bars[0].low.change, Mean { mean: 4.0, standard_error: Some(2.0) });
        assert_eq!(made.bars[1].swing, Mean { mean: 2.0, standard_error: Some(0.0) });
    }

    /// Where the output does not exist in a row, the row is left out of what needs it.
    #[test]
    fn rows_without_the_output_are_left_out_and_quantities_without_any() {
        let half = Ends { low: vec![f64::NAN, 13.0], high: vec![11.0, 15.0] };
        let none = Ends { low: vec![f64::NAN; 2], high: vec![f64::NAN; 2] };
        let made = tornado(output(), &[10.0, 14.0], &[moved("half"), moved("none")], &[half, none]);
        let bars = made.expect("it exists").bars;
        assert_eq!(bars.len(), 1);
        assert_eq!(bars[0].swing, Mean { mean: 2.0, standard_error: None });
        assert_eq!(tornado(output(), &[f64::NAN], &[], &[]), None);
    }
}
