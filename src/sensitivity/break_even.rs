//! The value of a quantity at which the sign of a difference, or the ranking of alternatives, turns.

use serde::Serialize;

use super::one_way::{Others, marginal, put};
use super::{Evaluator, Point};
use crate::analysis::Measure;
use crate::analysis::sensitivity::turning::{Scores, Search, Turning, search};

/// What was asked and found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BreakEven {
    pub quantity: String,
    pub measure: String,
    /// Whether more of the measure is better.
    pub more_is_better: bool,
    /// The mean of the quantity.
    pub mean: f64,
    /// Realisations of chance at each value, the same at all.
    pub draws: usize,
    #[serde(flatten)]
    pub turning: Turning,
}

/// How far into an endless tail is looked.
const TAIL: f64 = 0.001;

/// Looks over the whole range of a quantity for turns of one measure.
///
/// The range is where the quantity can be; an endless tail is cut off at its last thousandth. A score is the net
/// present value against the reference (of the reference itself 0), or minus the level of a measure of which less is
/// better.
pub fn break_even(
    evaluator: &Evaluator,
    measure: Measure,
    quantity: usize,
    others: &Others,
    finished: &(dyn Fn() + Sync),
) -> BreakEven {
    let quantities = evaluator.model().quantities();
    let of = marginal(quantities, quantity);
    let (low, high) = of.support();
    let low = if low.is_finite() { low } else { of.quantile(TAIL) };
    let high = if high.is_finite() { high } else { of.quantile(1.0 - TAIL) };
    let draws = others.draws();
    let mut score = |at: f64| {
        let point = |draw: usize| {
            let mut sample = others.row(quantities, draw);
            put(quantities, &mut sample, quantity, at);
            Point { sample, draw: draw as u64 }
        };
        scores(evaluator, measure, &evaluator.evaluate(draws, &point, finished), draws)
    };
    let ids = evaluator.header.alternatives.iter().map(|known| known.id.clone());
    let asked =
        Search { low, high, alternatives: ids.collect(), reference: evaluator.header.reference() };
    BreakEven {
        quantity: quantities[quantity].path.clone(),
        measure: measure.key().to_owned(),
        more_is_better: measure.more_is_better(),
        mean: of.mean(),
        draws,
        turning: search(&asked, &mut score),
    }
}

/// Scores by alternative and draw from the outputs.
fn scores(evaluator: &Evaluator, measure: Measure, values: &[Vec<f64>], draws: usize) -> Scores {
    let reference = evaluator.header.reference();
    let of = |alternative: usize| {
        let against = if measure.is_difference() { reference } else { None };
        if measure.is_difference() && reference == Some(alternative) {
            return vec![0.0; draws];
        }
        let sign = if measure.more_is_better() { 1.0 } else { -1.0 };
        let output = evaluator.outputs.iter().position(|output| {
            (output.measure, output.alternative, output.against) == (measure, alternative, against)
        });
        output.map_or(vec![f64::NAN; draws], |place| {
            values[place].iter().map(|value| sign * value).collect()
        })
    };
    (0..evaluator.header.alternatives.len()).map(of).collect()
}
