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

/// Values that are tried, as a rule: the scan, and some steps for each of a few turns.
pub const VALUES_TRIED: usize = CELLS + 1 + 3 * 8;

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
    /// Whether the two are the best of all alternatives here, so that the choice between all turns.
    pub best_changes: bool,
}

/// Two alternatives of which one is better in the whole range, as far as the scan sees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoTurn {
    pub better: String,
    pub worse: String,
    /// Where they come nearest, and by how much they still differ there; that may be within the error.
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
    /// Whether it leads every other by more than two standard errors of their difference, draw by draw.
    pub clear: bool,
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
        let best = search.point(&curve, turn.at).best;
        turn.best_changes = best.is_some_and(|id| id == turn.below || id == turn.above);
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
        let first = best(&scores);
        let mut others = (0..scores.len()).filter(|other| first != Some(*other));
        let leads = |other: usize| {
            let lead = first.and_then(|first| curve.difference(first, other, at));
            scores[other].is_none() || lead.is_some_and(|lead| lead.is_beyond_two_errors())
        };
        let clear = first.is_some() && others.all(leads);
        let best = first.map(|index| self.alternatives[index].clone());
        ScanPoint { at, scores, best, clear }
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
        let at = match (low == 0.0, high == 0.0) {
            (true, _) => left,
            (_, true) => right,
            _ => root::bracketed(f, left, right, TOLERANCE * (self.high - self.low))?,
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOISE: [f64; 3] = [-0.3, 0.0, 0.3];

    /// Reference 0; plan x - 2; weak -1; late 2 x - 5; each with the same noise but the reference.
    fn scores(x: f64) -> Scores {
        let noisy = |mean: f64| NOISE.iter().map(|noise| mean + noise).collect();
        vec![vec![0.0; 3], noisy(x - 2.0), noisy(-1.0), noisy(2.0 * x - 5.0)]
    }

    fn lines(low: f64, high: f64) -> Search {
        let alternatives = ["nul", "plan", "weak", "late"].map(str::to_owned).to_vec();
        Search { low, high, alternatives, reference: Some(0) }
    }

    /// Plan passes the reference at 2 and late at 2.5; late passes plan at 3, without noise because both have the same.
    /// Errors: the noise has standard error 0.3 / sqrt(3); by slopes 1 and 2.
    #[test]
    fn turns_of_straight_lines_are_exact_and_so_are_their_errors() {
        let found = search(&lines(0.0, 5.0), &mut scores);
        let turns: Vec<(f64, &str, &str, bool)> = found
            .turns
            .iter()
            .map(|turn| (turn.at, &*turn.below, &*turn.above, turn.best_changes))
            .collect();
        let expected =
            [(2.0, "nul", "plan", true), (2.5, "nul", "late", false), (3.0, "plan", "late", true)];
        assert_eq!(turns.len(), 3, "{turns:?}");
        for (turn, expected) in turns.iter().zip(expected) {
            assert!((turn.0 - expected.0).abs() < 1e-9, "{turn:?}");
            assert_eq!((turn.1, turn.2, turn.3), (expected.1, expected.2, expected.3));
        }
        let error = 0.3 / 3.0_f64.sqrt();
        for (turn, expected) in found.turns.iter().zip([error, error / 2.0, 0.0]) {
            let error = turn.standard_error.expect("three draws");
            assert!((error - expected).abs() < 1e-9, "{turn:?}");
            let high = (turn.at + 1.959_963_984_540_054 * expected).min(5.0);
            assert!((turn.high - high).abs() < 1e-9, "{turn:?}");
        }
        assert_eq!(found.never.len(), 1);
        let never = &found.never[0];
        assert_eq!((&*never.better, &*never.worse, never.difference.mean), ("nul", "weak", -1.0));
        let best: Vec<&str> = found.scan.iter().flat_map(|point| point.best.as_deref()).collect();
        assert_eq!(best, ["nul", "nul", "nul", "nul", "plan", "late", "late", "late", "late"]);
        // At 1.875 the reference leads by 0.125 with an error of 0.173; elsewhere by more than two, or without an error.
        let open: Vec<f64> =
            found.scan.iter().filter(|point| !point.clear).map(|point| point.at).collect();
        assert_eq!(open, [1.875]);
    }

    #[test]
    fn where_nothing_turns_the_nearest_approach_is_told() {
        let found = search(&lines(0.0, 1.5), &mut scores);
        assert!(found.turns.is_empty());
        let plan = &found.never[0];
        assert_eq!((&*plan.better, &*plan.worse, plan.nearest), ("nul", "plan", 1.5));
        assert!((plan.difference.mean + 0.5).abs() < 1e-12);
        assert_eq!(found.never.len(), 3);
    }

    /// A root at an edge of two cells is one turn, and so are those at the ends of the range.
    #[test]
    fn a_turn_at_the_edge_of_a_cell_is_found_once() {
        for (low, high, root) in [(0.0, 4.0, 2.0), (2.0, 4.0, 2.0), (0.0, 2.0, 2.0)] {
            let line =
                Search { alternatives: vec!["nul".into(), "plan".into()], ..lines(low, high) };
            let mut score = |x: f64| vec![vec![0.0], vec![x - root]];
            let found = search(&line, &mut score);
            assert_eq!(found.turns.len(), 1, "{low} to {high}: {:?}", found.turns);
            assert_eq!(found.turns[0].at, root);
            assert_eq!(found.turns[0].standard_error, None);
            assert_eq!((found.turns[0].low, found.turns[0].high), (low, high));
        }
    }

    /// (x - 1)(x - 4): better below 1 and above 4.
    #[test]
    fn a_curve_may_turn_twice() {
        let two = Search { alternatives: vec!["nul".into(), "plan".into()], ..lines(0.0, 6.0) };
        let mut score = |x: f64| vec![vec![0.0, 0.0], vec![(x - 1.0) * (x - 4.0); 2]];
        let found = search(&two, &mut score);
        let below: Vec<&str> = found.turns.iter().map(|turn| &*turn.below).collect();
        assert_eq!(below, ["plan", "nul"]);
        for (turn, root) in found.turns.iter().zip([1.0, 4.0]) {
            assert!((turn.at - root).abs() < 1e-3, "{}", turn.at);
        }
    }

    #[test]
    fn an_alternative_without_a_score_turns_nowhere() {
        let two = Search { alternatives: vec!["nul".into(), "plan".into()], ..lines(0.0, 6.0) };
        let found = search(&two, &mut |_| vec![vec![0.0, 0.0], vec![f64::NAN; 2]]);
        assert!(found.turns.is_empty() && found.never.is_empty());
        assert_eq!(found.scan[0].best.as_deref(), Some("nul"));
    }
}
