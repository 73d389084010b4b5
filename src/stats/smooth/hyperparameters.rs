//! How much each number matters to a Gaussian process: the mode of the posterior of its hyperparameters.
//!
//! Restricted likelihood with the level and the scale of each outcome taken out (Rasmussen & Williams, 2006, section
//! 5.4.1; Stein, "Interpolation of spatial data", 1999, section 6.4), all outcomes together, since they are made by one
//! model: outcomes share the relevance of the numbers, and each gets a scale of its own, and afterwards a smoothness of
//! its own. Log-normal priors keep what the data say nothing about near the middle of the road.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, Gradient};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use nalgebra::{DMatrix, DVector};

/// Hyperparameters of the covariance a z'z + exp(-1/2 sum_j w_j (z_j - z'_j)^2) of standardised numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Relevance {
    /// a, the variance of the slopes.
    pub linear: f64,
    /// w, by number.
    pub relevance: Vec<f64>,
}

impl Relevance {
    /// Covariances of the smooth part between the rows of `a` and those of `b`.
    pub fn covariance(&self, a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
        let scaled = |z: &DMatrix<f64>| {
            let mut scaled = z.clone();
            for (mut column, relevance) in scaled.column_iter_mut().zip(&self.relevance) {
                column *= libm::sqrt(*relevance);
            }
            scaled
        };
        let (a, b) = (scaled(a), scaled(b));
        let lengths =
            |z: &DMatrix<f64>| -> Vec<f64> { z.row_iter().map(|row| row.norm_squared()).collect() };
        let (of_a, of_b) = (lengths(&a), lengths(&b));
        let mut covariance = &a * b.transpose();
        for (j, mut column) in covariance.column_iter_mut().enumerate() {
            for (value, length) in column.iter_mut().zip(&of_a) {
                let distance = (length + of_b[j] - 2.0 * *value).max(0.0);
                *value = libm::exp(-0.5 * distance);
            }
        }
        covariance
    }
}

/// Prior medians and standard deviations of logarithms. With p numbers, a pair of rows differs by 2 in the square of
/// each: relevances of 0.3 / p make the smooth function reach over the whole cloud.
struct Prior {
    centre: Vec<f64>,
    spread: Vec<f64>,
}

/// Slopes, relevances, then noise.
fn prior(numbers: usize) -> Prior {
    let p = numbers as f64;
    let mut centre = vec![libm::log(1.0 / p)];
    centre.extend(std::iter::repeat_n(libm::log(0.3 / p), numbers));
    centre.push(0.0);
    let mut spread = vec![2.0];
    spread.extend(std::iter::repeat_n(1.5, numbers));
    spread.push(3.0);
    Prior { centre, spread }
}

/// The most probable hyperparameters given some rows (standardised numbers `z`) and their outcomes.
pub fn relevance(z: &DMatrix<f64>, outcomes: &[Vec<f64>], steps: u64) -> Relevance {
    let prior = prior(z.ncols());
    let start = prior.centre.clone();
    let best = RefCell::new((f64::INFINITY, start.clone()));
    let problem = Problem::new(z, outcomes, prior, &best);
    if problem.outcomes.is_empty() || problem.evaluate(&start).is_none() {
        return unpack(&start);
    }
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 7)
        .with_tolerance_grad(1e-2)
        .and_then(|solver| solver.with_tolerance_cost(1e-4));
    if let Ok(solver) = solver {
        // A search that ends in a step too small or too large is as good as its best point.
        let _ = Executor::new(problem, solver)
            .configure(|state| state.param(start).max_iters(steps))
            .run();
    }
    let (_, point) = best.into_inner();
    unpack(&point)
}

fn unpack(logarithms: &[f64]) -> Relevance {
    let last = logarithms.len() - 1;
    let values: Vec<f64> = logarithms.iter().map(|value| libm::exp(*value)).collect();
    Relevance { linear: values[0], relevance: values[1..last].to_vec() }
}

/// A value and where it was found.
type Point = (f64, Vec<f64>);

/// A place, and value and gradient there.
struct Known {
    point: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

struct Problem<'a> {
    z: &'a DMatrix<f64>,
    /// z z', which the slopes multiply.
    lines: DMatrix<f64>,
    outcomes: Vec<DVector<f64>>,
    prior: Prior,
    best: &'a RefCell<Point>,
    /// The last point, its value and its gradient: the line search asks for both one after the other.
    last: RefCell<Option<Known>>,
}

impl<'a> Problem<'a> {
    fn new(
        z: &'a DMatrix<f64>,
        outcomes: &[Vec<f64>],
        prior: Prior,
        best: &'a RefCell<Point>,
    ) -> Self {
        let varies = |outcome: &DVector<f64>| outcome.iter().any(|value| *value != outcome[0]);
        let outcomes: Vec<DVector<f64>> = outcomes
            .iter()
            .map(|outcome| DVector::from_column_slice(outcome))
            .filter(varies)
            .map(|outcome| {
                let mean = outcome.mean();
                outcome.add_scalar(-mean)
            })
            .collect();
        Self { z, lines: z * z.transpose(), outcomes, prior, best, last: RefCell::new(None) }
    }

    /// Minus the logarithm of the posterior density, and its gradient; `None` where rounding spoils it.
    fn evaluate(&self, point: &[f64]) -> Option<(f64, Vec<f64>)> {
        if let Some(known) = self.last.borrow().as_ref()
            && known.point == point
        {
            return Some((known.value, known.gradient.clone()));
        }
        let (value, gradient) = self.likelihood(point)?;
        let (value, gradient) = self.with_prior(point, value, gradient);
        if !value.is_finite() || gradient.iter().any(|part| !part.is_finite()) {
            return None;
        }
        if value < self.best.borrow().0 {
            *self.best.borrow_mut() = (value, point.to_vec());
        }
        let known = Known { point: point.to_vec(), value, gradient: gradient.clone() };
        *self.last.borrow_mut() = Some(known);
        Some((value, gradient))
    }

    fn with_prior(&self, point: &[f64], value: f64, mut gradient: Vec<f64>) -> (f64, Vec<f64>) {
        let mut value = value;
        for (i, place) in point.iter().enumerate() {
            let distance = (place - self.prior.centre[i]) / self.prior.spread[i];
            value += 0.5 * distance * distance;
            gradient[i] += distance / self.prior.spread[i];
        }
        (value, gradient)
    }

    /// Minus the restricted log-likelihood of all outcomes, and its gradient in the logarithms.
    fn likelihood(&self, point: &[f64]) -> Option<(f64, Vec<f64>)> {
        let rows = self.z.nrows();
        let parameters = unpack(point);
        let noise = libm::exp(point[point.len() - 1]);
        let smooth = parameters.covariance(self.z, self.z);
        let mut covariance = &smooth + &self.lines * parameters.linear;
        (0..rows).for_each(|i| covariance[(i, i)] += noise);
        let factor = covariance.cholesky()?;
        let inverse = factor.inverse();
        let ones = inverse.column_sum();
        let level = ones.sum();
        let determinant: f64 = factor.l_dirty().diagonal().iter().map(|d| libm::log(*d)).sum();
        let count = self.outcomes.len() as f64;
        let mut value = count * (determinant + 0.5 * libm::log(level));
        // Weights of the gradient: count P - sum (n - 1) / rss alpha alpha', P the inverse with the level taken out.
        let mut weight = (inverse.clone() - &ones * ones.transpose() / level) * count;
        for outcome in &self.outcomes {
            let alpha = &inverse * outcome - &ones * (ones.dot(outcome) / level);
            let left = outcome.dot(&alpha);
            if left <= 0.0 {
                return None;
            }
            let degrees = (rows - 1) as f64;
            value += 0.5 * degrees * libm::log(left);
            weight -= &alpha * alpha.transpose() * (degrees / left);
        }
        let gradient = self.gradient(&weight, &smooth, &parameters, noise);
        Some((value, gradient))
    }

    /// Half the sum of weight times the derivative of the covariance in each logarithm.
    fn gradient(
        &self,
        weight: &DMatrix<f64>,
        smooth: &DMatrix<f64>,
        parameters: &Relevance,
        noise: f64,
    ) -> Vec<f64> {
        let mut gradient = vec![0.5 * parameters.linear * weight.dot(&self.lines)];
        // sum_ik M_ik (z_ij - z_kj)^2 = 2 (sum_i r_i z_ij^2 - z_j' M z_j), with M the product and r its row sums.
        let product = weight.component_mul(smooth);
        let sums = product.column_sum();
        let turned = &product * self.z;
        for (number, relevance) in parameters.relevance.iter().enumerate() {
            let column = self.z.column(number);
            let squares = column.component_mul(&column).dot(&sums);
            let distance = 2.0 * (squares - column.dot(&turned.column(number)));
            gradient.push(-0.25 * relevance * distance);
        }
        gradient.push(0.5 * noise * weight.trace());
        gradient
    }
}

impl CostFunction for Problem<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, point: &Self::Param) -> Result<Self::Output, Error> {
        Ok(self.evaluate(point).map_or(f64::INFINITY, |(value, _)| value))
    }
}

impl Gradient for Problem<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Self::Param) -> Result<Self::Gradient, Error> {
        Ok(self.evaluate(point).map_or_else(|| vec![0.0; point.len()], |(_, gradient)| gradient))
    }
}
