//! Weighted least squares: how far a model is from its targets at a point, and how that changes from there.
//!
//! For targets t with standard deviations s, priors of parameters with mean m and standard deviation p, and model
//! means y(theta) over the draws, the residuals are (y - t) / s and (theta - m) / p, and the objective is half their
//! sum of squares. Derivatives are difference quotients with common random numbers, taken draw by draw, so that
//! their own Monte Carlo error is known. It must not decide where to go next.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use nalgebra::{DMatrix, DVector};

use super::coordinates::Range;
use super::outputs::{Outputs, Response};
use crate::stats::summary;

/// What was observed: a value and how uncertain it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    pub value: f64,
    /// Standard deviation, above 0.
    pub sd: f64,
}

/// A parameter that is sought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unknown {
    pub range: Range,
    /// Where to begin.
    pub start: f64,
    /// What is known of it apart from the targets; counts as one target more.
    pub prior: Option<Observation>,
}

/// A fit to be made.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    pub response: &'a dyn Response,
    pub unknowns: &'a [Unknown],
    pub observations: &'a [Observation],
}

/// Derivatives of the residuals to the shares of the unknowns that are free.
pub struct Jacobian {
    /// Residuals by free unknowns.
    pub mean: DMatrix<f64>,
    /// By draw: the derivatives of the residuals of the targets.
    pub draws: Vec<DMatrix<f64>>,
}

/// The objective of a problem, with what was computed already. Points are shares of the way between the bounds.
pub struct Objective<'a> {
    pub problem: Problem<'a>,
    /// Indices of the unknowns that may move.
    pub free: Vec<usize>,
    known: RefCell<BTreeMap<Vec<u64>, Rc<Outputs>>>,
}

impl<'a> Objective<'a> {
    /// All unknowns may move.
    pub fn new(problem: Problem<'a>) -> Self {
        let free = (0..problem.unknowns.len()).collect();
        Self { problem, free, known: RefCell::default() }
    }

    /// Points of the model that were computed so far.
    pub fn evaluations(&self) -> usize {
        self.known.borrow().len()
    }

    /// The values of the parameters at a point.
    pub fn values(&self, shares: &[f64]) -> Vec<f64> {
        self.problem
            .unknowns
            .iter()
            .zip(shares)
            .map(|(own, share)| own.range.value(*share))
            .collect()
    }

    /// What the model gives at a point; computed once.
    pub fn outputs(&self, shares: &[f64]) -> Rc<Outputs> {
        let key: Vec<u64> = shares.iter().map(|share| share.to_bits()).collect();
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        let outputs = Rc::new(self.problem.response.outputs(&self.values(shares)));
        self.known.borrow_mut().insert(key, Rc::clone(&outputs));
        outputs
    }

    /// Residuals of the targets, then of the priors.
    pub fn residuals(&self, shares: &[f64]) -> DVector<f64> {
        let means = self.outputs(shares).means();
        let targets = self.problem.observations.iter().zip(means.iter());
        let priors = self.values(shares);
        let priors = self.problem.unknowns.iter().zip(&priors);
        let all: Vec<f64> =
            targets
                .map(|(observed, found)| (found - observed.value) / observed.sd)
                .chain(priors.filter_map(|(own, found)| {
                    own.prior.map(|prior| (found - prior.value) / prior.sd)
                }))
                .collect();
        DVector::from_vec(all)
    }

    /// Half the sum of squares of the residuals.
    pub fn cost(&self, shares: &[f64]) -> f64 {
        0.5 * self.residuals(shares).norm_squared()
    }

    /// Derivatives at a point.
    pub fn jacobian(&self, shares: &[f64]) -> Jacobian {
        let targets = self.problem.observations.len();
        let quotients: Vec<Outputs> =
            self.free.iter().map(|index| self.quotient(shares, *index)).collect();
        let mut mean = DMatrix::zeros(self.residuals(shares).len(), self.free.len());
        for (column, quotient) in quotients.iter().enumerate() {
            for row in 0..targets {
                mean[(row, column)] = summary::mean(&quotient.column(row)).unwrap_or(0.0);
            }
        }
        let with_prior = (0..self.problem.unknowns.len())
            .filter_map(|index| Some((index, self.problem.unknowns[index].prior?)));
        for (row, (index, prior)) in with_prior.enumerate() {
            if let Some(column) = self.free.iter().position(|own| *own == index) {
                let slope = self.problem.unknowns[index].range.slope(shares[index]);
                mean[(targets + row, column)] = slope / prior.sd;
            }
        }
        let draws = quotients.first().map_or(0, |quotient| quotient.draws);
        let of_draw = |draw: usize| {
            DMatrix::from_fn(targets, self.free.len(), |row, column| {
                quotients[column].row(draw)[row]
            })
        };
        Jacobian { mean, draws: (0..draws).map(of_draw).collect() }
    }

    /// Change of the residuals of the targets with the share of one unknown, draw by draw.
    fn quotient(&self, shares: &[f64], index: usize) -> Outputs {
        let (low, high) = self.problem.unknowns[index].range.around(shares[index]);
        let at = |share: f64| {
            let mut moved = shares.to_vec();
            moved[index] = share;
            self.outputs(&moved)
        };
        let (below, above) = (at(low), at(high));
        let sds = self.problem.observations.iter().map(|observed| observed.sd).cycle();
        let pairs = below.values.iter().zip(&above.values).zip(sds);
        let values = pairs.map(|((a, b), sd)| (b - a) / (high - low) / sd).collect();
        Outputs::new(below.targets, values)
    }
}

#[cfg(test)]
mod tests {
    use super::super::coordinates::Scale;
    use super::*;

    const RANGE: Range = Range { min: 0.0, max: 10.0, scale: Scale::Linear };

    /// Two draws of y = (a + b, 2 a) with noise that is the same everywhere.
    fn linear(point: &[f64]) -> Outputs {
        let (a, b) = (point[0], point[1]);
        Outputs::new(2, vec![a + b - 0.5, 2.0 * a + 1.0, a + b + 0.5, 2.0 * a - 1.0])
    }

    #[test]
    fn residuals_and_derivatives_are_in_standard_deviations_and_shares() {
        let prior = Some(Observation { value: 4.0, sd: 0.5 });
        let unknowns = [
            Unknown { range: RANGE, start: 1.0, prior: None },
            Unknown { range: RANGE, start: 1.0, prior },
        ];
        let observations =
            [Observation { value: 7.0, sd: 2.0 }, Observation { value: 1.0, sd: 0.1 }];
        let problem =
            Problem { response: &linear, unknowns: &unknowns, observations: &observations };
        let objective = Objective::new(problem);
        // At a = 2 and b = 3: y = (5, 4).
        let at = [0.2, 0.3];
        let residuals = objective.residuals(&at);
        for (found, expected) in residuals.iter().zip([-1.0, 30.0, -2.0]) {
            assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
        }
        assert!((objective.cost(&at) - 0.5 * (1.0 + 900.0 + 4.0)).abs() < 1e-6);
        // A share of 1 is 10: 10 / 2, 20 / 0.1 and 10 / 0.5.
        let jacobian = objective.jacobian(&at);
        let expected = DMatrix::from_row_slice(3, 2, &[5.0, 5.0, 200.0, 0.0, 0.0, 20.0]);
        assert!((jacobian.mean - &expected).norm() < 1e-9);
        assert!((&jacobian.draws[1] - expected.rows(0, 2)).norm() < 1e-9);
        assert_eq!(objective.evaluations(), 5, "the point and two on both sides of it");
    }
}
