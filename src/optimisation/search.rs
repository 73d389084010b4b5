//! The search itself, over levers with a finite number of values each: it knows points and scores, and nothing of what
//! they stand for.
//!
//! Where there are no more points than evaluations, all are evaluated. Else it begins with points that fill the space (a
//! third of the budget, scrambled Sobol numbers), and then goes down from the best point known with one weighting of
//! the objectives after the other: Nelder and Mead's simplex (Computer Journal 7, 1965), by `argmin`, on the augmented
//! Chebyshev distance to the best value of each objective (Steuer & Choo, Mathematical Programming 26, 1983), which
//! reaches points on frontiers of any shape. Each descent ends with steps to the neighbours of its best point, which a
//! simplex does not see where levers have few values. A point is evaluated once.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor};
use argmin::solver::neldermead::NelderMead;
use indexmap::IndexMap;

use super::weights::weights;
use crate::analysis::policy::frontier;
use crate::stats::{Design, Method};

/// A lever as the search sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Values, from 0.
    pub values: usize,
    /// Whether neighbours are alike; files are not.
    pub ordered: bool,
}

/// The score of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// All to be minimised.
    pub objectives: Vec<f64>,
    /// How far constraints are broken, added up on scales of their own; 0 where all are kept to.
    pub violation: f64,
}

/// What to search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    pub axes: Vec<Axis>,
    /// Most points evaluated.
    pub evaluations: usize,
    /// Of the points that fill the space.
    pub seed: u64,
}

/// Every point evaluated, in this order; none for a score where it is impossible.
pub type Archive = IndexMap<Vec<usize>, Option<Score>>;

/// Share of the evaluations that fill the space.
const FILLING: usize = 3;
/// Points to look at for each evaluation where nothing is left to follow: many of them are known.
const LOOKING: usize = 8;
/// First size of the simplex, as a part of the range of a lever.
const SIMPLEX: f64 = 0.3;
/// Steps of one simplex.
const MOST_STEPS: u64 = 60;
/// Evaluations of one descent at most, per lever and beyond that.
const PER_LEVER: usize = 4;
/// Levers with more values than this are left to the simplex.
const FEW_VALUES: usize = 24;
/// Cost of what breaks a constraint or is impossible: beyond that of anything possible.
const IMPOSSIBLE: f64 = 1e9;
const BROKEN: f64 = 1e3;
/// Part of the plain sum in the augmented distance: decides between points that are equal in the worst objective.
const AUGMENTATION: f64 = 0.05;

impl Space {
    /// Number of points; the largest number where there are more.
    pub fn points(&self) -> usize {
        self.axes.iter().fold(1_usize, |points, axis| points.saturating_mul(axis.values))
    }

    /// Evaluations that it takes at most.
    pub fn most(&self) -> usize {
        self.points().min(self.evaluations)
    }

    /// Searches; `evaluate` is called once for every point.
    pub fn search(&self, evaluate: &mut dyn FnMut(&[usize]) -> Option<Score>) -> Archive {
        let search = Search {
            space: self,
            state: RefCell::new(Progress { archive: Archive::new(), evaluate }),
        };
        if self.points() <= self.evaluations {
            self.all().into_iter().for_each(|point| drop(search.at(point)));
        } else {
            search.fill();
            search.descend_in_turn();
        }
        search.state.into_inner().archive
    }

    /// Every point, the last lever fastest.
    fn all(&self) -> Vec<Vec<usize>> {
        self.axes.iter().fold(vec![Vec::new()], |points, axis| {
            let longer = |point: Vec<usize>| {
                (0..axis.values).map(move |value| [point.as_slice(), &[value]].concat())
            };
            points.into_iter().flat_map(longer).collect()
        })
    }

    /// The point at a place in the unit cube; places outside it are taken to its faces.
    fn at(&self, place: &[f64]) -> Vec<usize> {
        let value = |(axis, u): (&Axis, &f64)| {
            ((u.clamp(0.0, 1.0) * axis.values as f64) as usize).min(axis.values - 1)
        };
        self.axes.iter().zip(place).map(value).collect()
    }

    /// The levers that a simplex can move.
    fn moved(&self) -> Vec<usize> {
        let moves = |axis: &Axis| axis.ordered && axis.values > 1;
        (0..self.axes.len()).filter(|index| moves(&self.axes[*index])).collect()
    }

    /// The middle of a point in the unit cube.
    fn place(&self, point: &[usize]) -> Vec<f64> {
        let middle = |(axis, value): (&Axis, &usize)| (*value as f64 + 0.5) / axis.values as f64;
        self.axes.iter().zip(point).map(middle).collect()
    }
}

struct Progress<'a> {
    archive: Archive,
    evaluate: &'a mut dyn FnMut(&[usize]) -> Option<Score>,
}

struct Search<'a> {
    space: &'a Space,
    state: RefCell<Progress<'a>>,
}

impl Search<'_> {
    fn spent(&self) -> usize {
        self.state.borrow().archive.len()
    }

    fn left(&self) -> usize {
        self.space.evaluations.saturating_sub(self.spent())
    }

    /// The score of a point, evaluated where that has not been done; none where it is impossible or the budget is gone.
    fn at(&self, point: Vec<usize>) -> Option<Score> {
        let mut state = self.state.borrow_mut();
        if let Some(known) = state.archive.get(&point) {
            return known.clone();
        }
        if state.archive.len() >= self.space.evaluations {
            return None;
        }
        let score = (state.evaluate)(&point);
        state.archive.insert(point, score.clone());
        score
    }

    fn fill(&self) {
        let least = 2 * self.space.axes.len() + 1;
        self.spread((self.space.evaluations / FILLING).max(least));
    }

    /// Evaluates points that fill the space, as far as they are new and the budget goes.
    fn spread(&self, count: usize) {
        let dimensions = self.space.axes.len();
        let sobol = Design::new(Method::Sobol, self.space.seed, count, dimensions);
        let design = sobol
            .or_else(|_| Design::new(Method::LatinHypercube, self.space.seed, count, dimensions));
        // A Latin hypercube can always be made.
        let Ok(design) = design else { return };
        (0..count).for_each(|row| drop(self.at(self.space.at(design.row(row)))));
    }

    /// One weighting after the other, until the budget is gone or a whole round finds nothing new.
    fn descend_in_turn(&self) {
        let Some(objectives) = self.objectives() else { return };
        let weights = weights(objectives);
        loop {
            let before = self.spent();
            for weight in &weights {
                if self.left() == 0 {
                    return;
                }
                self.descend(weight);
            }
            if self.spent() == before && !self.step_around_frontier() {
                // Nothing is left to follow: the rest of the budget looks where no one looked.
                return self.spread(LOOKING * self.space.evaluations);
            }
        }
    }

    fn objectives(&self) -> Option<usize> {
        let state = self.state.borrow();
        state.archive.values().flatten().next().map(|score| score.objectives.len())
    }

    fn descend(&self, weight: &[f64]) {
        let mut descent = Descent {
            search: self,
            scale: self.scale(weight),
            before: self.spent(),
            start: Vec::new(),
        };
        let Some(start) = descent.best() else { return };
        descent.start = self.space.place(&start);
        let moved: Vec<f64> = self.space.moved().iter().map(|axis| descent.start[*axis]).collect();
        let mut corners = vec![moved.clone()];
        for place in 0..moved.len() {
            let mut corner = moved.clone();
            // Towards the side with more room.
            corner[place] += if corner[place] > 0.5 { -SIMPLEX } else { SIMPLEX };
            corners.push(corner);
        }
        // Its errors are those of misuse; what was evaluated is in the archive.
        if !moved.is_empty() {
            let _ = Executor::new(&descent, NelderMead::new(corners))
                .configure(|state| state.max_iters(MOST_STEPS))
                .timer(false)
                .run();
        }
        if let Some(best) = descent.best() {
            self.neighbours(&best).into_iter().for_each(|point| drop(self.at(point)));
        }
    }

    /// Evaluates the neighbours of all points on the frontier; whether there was any new one.
    fn step_around_frontier(&self) -> bool {
        let before = self.spent();
        for point in self.frontier() {
            self.neighbours(&point).into_iter().for_each(|point| drop(self.at(point)));
        }
        self.spent() > before
    }

    fn frontier(&self) -> Vec<Vec<usize>> {
        let state = self.state.borrow();
        let kept = |score: &&Score| score.violation == 0.0;
        let known: Vec<(&Vec<usize>, &Score)> = state
            .archive
            .iter()
            .filter_map(|(point, score)| Some((point, score.as_ref().filter(kept)?)))
            .collect();
        let objectives: Vec<Vec<f64>> =
            known.iter().map(|(_, score)| score.objectives.clone()).collect();
        frontier(&objectives).into_iter().map(|index| known[index].0.clone()).collect()
    }

    /// One step of one lever; every other file.
    fn neighbours(&self, point: &[usize]) -> Vec<Vec<usize>> {
        let mut found = Vec::new();
        for (index, axis) in self.space.axes.iter().enumerate() {
            let own = point[index];
            let values: Vec<usize> = match axis.ordered {
                _ if axis.values > FEW_VALUES => continue,
                true => [own.checked_sub(1), Some(own + 1).filter(|next| *next < axis.values)]
                    .into_iter()
                    .flatten()
                    .collect(),
                false => (0..axis.values).filter(|value| *value != own).collect(),
            };
            for value in values {
                let mut next = point.to_vec();
                next[index] = value;
                found.push(next);
            }
        }
        found
    }

    /// Weights with the best value and the range of each objective among all that is known.
    fn scale(&self, weight: &[f64]) -> Scale {
        let state = self.state.borrow();
        let scores: Vec<&Score> = state.archive.values().flatten().collect();
        // Those that keep to the constraints, where there are any.
        let kept: Vec<&Score> =
            scores.iter().copied().filter(|score| score.violation == 0.0).collect();
        let scores = if kept.is_empty() { scores } else { kept };
        let end = |k: usize, start: f64, of: fn(f64, f64) -> f64| {
            let values = scores.iter().map(|score| score.objectives[k]);
            values.filter(|value| !value.is_nan()).fold(start, of)
        };
        let best: Vec<f64> = (0..weight.len()).map(|k| end(k, f64::INFINITY, f64::min)).collect();
        let range = (0..weight.len()).map(|k| end(k, f64::NEG_INFINITY, f64::max) - best[k]);
        let range = range.map(|range| if range > 0.0 { range } else { 1.0 }).collect();
        Scale { weight: weight.to_vec(), best, range }
    }
}

/// An augmented Chebyshev distance.
struct Scale {
    weight: Vec<f64>,
    best: Vec<f64>,
    range: Vec<f64>,
}

impl Scale {
    fn cost(&self, score: Option<&Score>) -> f64 {
        let Some(score) = score else { return IMPOSSIBLE };
        if score.violation > 0.0 {
            return BROKEN + score.violation.min(IMPOSSIBLE / 2.0);
        }
        let parts = score.objectives.iter().zip(&self.best).zip(&self.range);
        let parts: Vec<f64> = parts
            .zip(&self.weight)
            .map(|(((value, best), range), weight)| weight * (value - best) / range)
            .collect();
        let cost = parts.iter().copied().fold(f64::NEG_INFINITY, f64::max)
            + AUGMENTATION * parts.iter().sum::<f64>();
        // Where an objective does not exist.
        if cost.is_nan() { IMPOSSIBLE } else { cost }
    }
}

struct Descent<'a, 'b> {
    search: &'a Search<'b>,
    scale: Scale,
    /// Evaluations when it began.
    before: usize,
    /// Where it began, in the unit cube.
    start: Vec<f64>,
}

impl Descent<'_, '_> {
    /// The best point known; the first of equals.
    fn best(&self) -> Option<Vec<usize>> {
        let state = self.search.state.borrow();
        let costs =
            state.archive.iter().map(|(point, score)| (point, self.scale.cost(score.as_ref())));
        let best = costs.fold(None, |best: Option<(&Vec<usize>, f64)>, (point, cost)| match best {
            Some((_, known)) if known <= cost => best,
            _ => Some((point, cost)),
        });
        best.map(|(point, _)| point.clone())
    }

    fn is_over(&self) -> bool {
        let own = self.search.spent() - self.before;
        own >= PER_LEVER * (self.search.space.axes.len() + 2)
    }
}

impl CostFunction for &Descent<'_, '_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, moved: &Vec<f64>) -> Result<f64, Error> {
        let space = self.search.space;
        let mut place = self.start.clone();
        space.moved().into_iter().zip(moved).for_each(|(axis, own)| place[axis] = *own);
        let point = space.at(&place);
        let known = self.search.state.borrow().archive.get(&point).cloned();
        let score = match known {
            Some(score) => score,
            None if self.is_over() => None,
            None => self.search.at(point),
        };
        Ok(self.scale.cost(score.as_ref()))
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
