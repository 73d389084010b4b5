//! Where a sign or a ranking turns: values of one quantity at which two alternatives are equally good.
//!
//! The search sees a function of the quantity that gives the score of every alternative in every draw, with the same
//! chance at every value (common random numbers), so that the mean of a difference is one fixed curve. It scans the
//! range, and looks for the root in every cell in which the sign of the mean changes. Two turns within one cell
//! cancel out and are not seen.
//!
//! The error of a root: where the curve lies `standard_error` higher or lower, the root lies standard_error / |slope|
//! further (delta method), with the slope over the cell.

use super::{Mean, paired};
use crate::stats::root;
use serde::Serialize;
use std::cell::RefCell;

/// Cells of the scan.
pub const CELLS: usize = 8;

/// Roots are found to this share of the range.
const TOLERANCE: f64 = 1e-5;

/// A normal number lies within so many standard deviations with probability 0.95.
const WIDTH: f64 = 1.959_963_984_540_054;

/// Where it is searched, and for whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    pub low: f64,
    pub high: f64,
    /// Ids of the alternatives.
    pub alternatives: Vec<String>,
    /// The one that others are compared with for the sign of a difference.
    pub reference: Option<usize>,
}

/// Scores by alternative, then draw: the higher, the better.
pub type Scores = Vec<Vec<f64>>;

/// A value at which two alternatives are equally good.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turn {
    pub at: f64,
    /// Monte Carlo error of `at`; none with one draw.
    pub standard_error: Option<f64>,
    /// 95% interval, cut off at the ends of the range.
    pub low: f64,
    pub high: f64,
    /// Better below the value, and above it.
    pub below: String,
    pub above: String,
    /// Whether the best of all alternatives changes here.
    pub best_changes: bool,
}

/// Two alternatives of which one is better in the whole range, as far as the scan sees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoTurn {
    pub better: String,
    pub worse: String,
    /// Where they come nearest, and by how much they still differ there.
    pub nearest: f64,
    pub difference: Mean,
}

/// One value of the scan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScanPoint {
    pub at: f64,
    /// Mean score by alternative; none where it does not exist.
    pub scores: Vec<Option<Mean>>,
    /// The alternative with the highest mean.
    pub best: Option<String>,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turning {
    pub low: f64,
    pub high: f64,
    pub alternatives: Vec<String>,
    pub scan: Vec<ScanPoint>,
    /// By value.
    pub turns: Vec<Turn>,
    /// Alternatives that are never as good as the reference, or never as bad.
    pub never: Vec<NoTurn>,
}

/// Searches the range.
pub fn search(search: &Search, score: &mut dyn FnMut(f64) -> Scores) -> Turning {
    let curve = Curve { score: RefCell::new(score), known: RefCell::new(Vec::new()) };
    let axis = super::grid::Axis::even(String::new(), search.low, search.high, CELLS + 1);
    let scan: Vec<ScanPoint> = axis.values.iter().map(|at| search.point(&curve, *at)).collect();
    let mut turns: Vec<Turn> = Vec::new();
    for (a, b) in search.pairs(&scan) {
        for cell in axis.values.windows(2) {
            turns.extend(search.turn(&curve, (a, b), [cell[0], cell[1]]));
        }
    }
    for turn in &mut turns {
        let leads = |id: &String, at: f64| search.leads(&curve, id, at, turn.at);
        turn.best_changes = leads(&turn.below, turn.at) || leads(&turn.above, turn.at);
    }
    turns.sort_by(|a, b| a.at.total_cmp(&b.at));
    let never = search.never(&curve, &axis.values, &turns);
    let alternatives = search.alternatives.clone();
    Turning { low: search.low, high: search.high, alternatives, scan, turns, never }
}

/// The scores as a function of the quantity, each value worked out once.
struct Curve<'a> {
    score: RefCell<&'a mut dyn FnMut(f64) -> Scores>,
    known: RefCell<Vec<(f64, Scores)>>,
}

impl Curve<'_> {
    fn scores(&self, at: f64) -> Scores {
        let found = self.known.borrow().iter().find(|(known, _)| *known == at).cloned();
        if let Some((_, scores)) = found {
            return scores;
        }
        let scores = (self.score.borrow_mut())(at);
        self.known.borrow_mut().push((at, scores.clone()));
        scores
    }

    /// Score of `a` minus that of `b`.
    fn difference(&self, a: usize, b: usize, at: f64) -> Option<Mean> {
        let scores = self.scores(at);
        Mean::of(&paired(&scores[a], &scores[b]))
    }

    fn mean(&self, a: usize, b: usize, at: f64) -> f64 {
        self.difference(a, b, at).map_or(f64::NAN, |difference| difference.mean)
    }
}

impl Search {
    fn point(&self, curve: &Curve, at: f64) -> ScanPoint {
        let scores: Vec<Option<Mean>> =
            curve.scores(at).iter().map(|values| Mean::of(values)).collect();
        let best = best(&scores).map(|index| self.alternatives[index].clone());
        ScanPoint { at, scores, best }
    }

    /// Pairs whose turns are asked for: each alternative with the reference, and those that follow each other as the
    /// best one.
    fn pairs(&self, scan: &[ScanPoint]) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        if let Some(reference) = self.reference {
            let others = (0..self.alternatives.len()).filter(|index| *index != reference);
            pairs.extend(others.map(|index| (index, reference)));
        }
        for two in scan.windows(2) {
            let (Some(a), Some(b)) = (best(&two[0].scores), best(&two[1].scores)) else { continue };
            if a != b && !pairs.contains(&(a, b)) && !pairs.contains(&(b, a)) {
                pairs.push((a, b));
            }
        }
        pairs
    }

    /// The turn of a pair within a cell, if the sign changes there.
    fn turn(&self, curve: &Curve, (a, b): (usize, usize), [left, right]: [f64; 2]) -> Option<Turn> {
        let f = |at: f64| curve.mean(a, b, at);
        let (low, high) = (f(left), f(right));
        // A cell owns a root at its left end, so that one at an edge is found once; the last cell owns both.
        let last = right == self.high;
        if low == high || high == 0.0 && !last || low != 0.0 && high != 0.0 && low * high > 0.0 {
            return None;
        }
        let at = root::bracketed(f, left, right, TOLERANCE * (self.high - self.low))?;
        let slope = (high - low) / (right - left);
        let error = curve.difference(a, b, at)?.standard_error;
        let standard_error = error.map(|error| error / slope.abs());
        let reach = WIDTH * standard_error.unwrap_or(f64::INFINITY);
        let id = |index: usize| self.alternatives[index].clone();
        let (below, above) = if slope < 0.0 { (id(a), id(b)) } else { (id(b), id(a)) };
        Some(Turn {
            at,
            standard_error,
            low: (at - reach).max(self.low),
            high: (at + reach).min(self.high),
            below,
            above,
            best_changes: false,
        })
    }

    /// Whether no alternative is better at a turn than the two that are equal there.
    fn leads(&self, curve: &Curve, id: &str, at: f64, turn: f64) -> bool {
        let scores: Vec<Option<Mean>> =
            curve.scores(at).iter().map(|values| Mean::of(values)).collect();
        debug_assert_eq!(at, turn);
        best(&scores).is_some_and(|index| self.alternatives[index] == id)
    }

    /// Alternatives without any turn against the reference.
    fn never(&self, curve: &Curve, values: &[f64], turns: &[Turn]) -> Vec<NoTurn> {
        let Some(reference) = self.reference else { return Vec::new() };
        let id = |index: usize| self.alternatives[index].clone();
        let turned = |index: usize| {
            let pair = [id(index), id(reference)];
            turns.iter().any(|turn| pair.contains(&turn.below) && pair.contains(&turn.above))
        };
        let others = (0..self.alternatives.len()).filter(|i| *i != reference && !turned(*i));
        others
            .filter_map(|index| {
                let nearest = values.iter().copied().min_by(|a, b| {
                    let size = |at: f64| curve.mean(index, reference, at).abs();
                    size(*a).total_cmp(&size(*b))
                })?;
                let difference = curve.difference(index, reference, nearest)?;
                let above = difference.mean >= 0.0;
                let (better, worse) =
                    if above { (id(index), id(reference)) } else { (id(reference), id(index)) };
                Some(NoTurn { better, worse, nearest, difference })
            })
            .collect()
    }
}

/// The alternative with the highest mean; the first of equals.
fn best(scores: &[Option<Mean>]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (index, score) in scores.iter().enumerate() {
        if let Some(score) = score
            && best.is_none_or(|(_, highest)| score.mean > highest)
        {
            best = Some((index, score.mean));
        }
    }
    best.map(|(index, _)| index)
}
