//! One number: cubic regression splines with a penalty on curvature.
//!
//! O'Sullivan splines: B-splines with knots at quantiles of the number, and the integral of the squared second
//! derivative as penalty (Wand & Ormerod, "On semiparametric regression with O'Sullivan penalized splines",
//! Australian & New Zealand Journal of Statistics 50, 2008). Straight lines are not shrunk.

use nalgebra::{Cholesky, DMatrix};

use super::levels::distinct;
use super::{Basis, Weights};

/// Order of cubic splines: functions that differ from zero at a point.
const ORDER: usize = 4;
/// Knots between the ends at most. The penalty decides on the wiggles, not the number of knots (Ruppert,
/// "Selecting the number of knots for penalized splines", Journal of Computational and Graphical Statistics 11,
/// 2002).
const MOST_KNOTS: usize = 20;
/// Distinct values per knot at least.
const VALUES_PER_KNOT: usize = 4;
/// Distinct values below which a spline has no use: take [`super::Levels`].
const LEAST_VALUES: usize = 6;

/// Penalised cubic splines in one number.
#[derive(Clone, Debug)]
pub struct Spline {
    /// The number, scaled to 0 .. 1.
    x: Vec<f64>,
    /// All knots, those at the ends as often as the order.
    knots: Vec<f64>,
    /// From B-splines to orthonormal functions.
    transform: DMatrix<f64>,
    penalties: Vec<f64>,
}

impl Spline {
    /// `None` where the number has too few values to see curvature in.
    pub fn new(x: &[f64], weights: &Weights) -> Option<Self> {
        let values = distinct(x);
        if values.len() < LEAST_VALUES {
            return None;
        }
        let (low, range) = (values[0], values[values.len() - 1] - values[0]);
        let scale = |value: &f64| ((value - low) / range).clamp(0.0, 1.0);
        let scaled: Vec<f64> = x.iter().map(scale).collect();
        let knots = knots(&values.iter().map(scale).collect::<Vec<_>>());
        let functions = knots.len() - ORDER;
        let gram = gram(&scaled, weights, &knots);
        let inverse = Cholesky::new(gram)?
            .l()
            .solve_lower_triangular(&DMatrix::identity(functions, functions))?;
        let curvature = &inverse * curvature(&knots) * inverse.transpose();
        let eigen = ((&curvature + curvature.transpose()) * 0.5).symmetric_eigen();
        let mut order: Vec<usize> = (0..functions).collect();
        order.sort_by(|a, b| eigen.eigenvalues[*a].total_cmp(&eigen.eigenvalues[*b]));
        let vectors = DMatrix::from_fn(functions, functions, |i, j| {
            let column = eigen.eigenvectors.column(order[j]);
            // The sign of an eigenvector is arbitrary: fixed, so that simulated fits do not depend on it.
            column[i] * column[column.icamax()].signum()
        });
        let mut penalties: Vec<f64> =
            order.iter().map(|i| eigen.eigenvalues[*i].max(0.0)).collect();
        // Level and slope; what rounding leaves of their curvature is none.
        penalties[..2].fill(0.0);
        Some(Self { x: scaled, knots, transform: inverse.transpose() * vectors, penalties })
    }
}

impl Basis for Spline {
    fn penalties(&self) -> &[f64] {
        &self.penalties
    }

    fn at(&self, rows: &[usize]) -> DMatrix<f64> {
        let functions = self.penalties.len();
        let mut splines = DMatrix::zeros(rows.len(), functions);
        for (place, row) in rows.iter().enumerate() {
            let (first, values) = b_splines(&self.knots, self.x[*row]);
            for (offset, value) in values.into_iter().enumerate() {
                splines[(place, first + offset)] = value;
            }
        }
        splines * &self.transform
    }

    fn name(&self) -> &'static str {
        "spline"
    }
}

/// Knots at equally spaced quantiles of the distinct values, which run from 0 to 1.
fn knots(values: &[f64]) -> Vec<f64> {
    let inside = (values.len() / VALUES_PER_KNOT).clamp(1, MOST_KNOTS + 1) - 1;
    let last = (values.len() - 1) as f64;
    let quantile = |number: usize| {
        let place = last * (number + 1) as f64 / (inside + 1) as f64;
        let below = place as usize;
        let share = place - below as f64;
        let above = values[(below + 1).min(values.len() - 1)];
        values[below] * (1.0 - share) + above * share
    };
    let ends = |value: f64| std::iter::repeat_n(value, ORDER);
    ends(0.0).chain((0..inside).map(quantile)).chain(ends(1.0)).collect()
}

/// The interval between knots that `x` lies in, as the place of the knot at its left.
fn interval(knots: &[f64], x: f64) -> usize {
    let last = knots.len() - ORDER - 1;
    knots.partition_point(|knot| *knot <= x).clamp(ORDER, last + 1) - 1
}

/// The B-splines that differ from zero at `x`: number of the first, and their values (de Boor, "A practical guide
/// to splines", revised edition, 2001, chapter X, algorithm BSPLVB).
fn b_splines(knots: &[f64], x: f64) -> (usize, [f64; ORDER]) {
    let left = interval(knots, x);
    let mut values = [1.0, 0.0, 0.0, 0.0];
    for order in 1..ORDER {
        let mut saved = 0.0;
        for place in 0..order {
            let (right, before) = (knots[left + 1 + place], knots[left + 1 + place - order]);
            let term = values[place] / (right - before);
            values[place] = saved + (right - x) * term;
            saved = (x - before) * term;
        }
        values[order] = saved;
    }
    (left + 1 - ORDER, values)
}

/// Second derivatives of the B-splines that differ from zero at `x` (de Boor, chapter X, formula 12): the derivative
/// of a B-spline i of order k is (k - 1) times the difference of B-splines i and i + 1 of order k - 1, each divided by
/// the length of its support.
fn second_derivatives(knots: &[f64], x: f64) -> (usize, [f64; ORDER]) {
    let left = interval(knots, x);
    let first = left + 1 - ORDER;
    let width = knots[left + 1] - knots[left];
    // Order 2, straight: the last two differ from zero.
    let mut values = [0.0, 0.0, (knots[left + 1] - x) / width, (x - knots[left]) / width];
    for order in [3, 4] {
        let divided = |place: usize| match values.get(place) {
            Some(value) if *value != 0.0 => {
                value / (knots[first + place + order - 1] - knots[first + place])
            }
            _ => 0.0,
        };
        let degree = (order - 1) as f64;
        values = std::array::from_fn(|place| degree * (divided(place) - divided(place + 1)));
    }
    (first, values)
}

/// Sum over the rows of weight * spline * spline.
fn gram(x: &[f64], weights: &Weights, knots: &[f64]) -> DMatrix<f64> {
    let functions = knots.len() - ORDER;
    let mut gram = DMatrix::zeros(functions, functions);
    for (x, weight) in x.iter().zip(weights.values()) {
        let (first, values) = b_splines(knots, *x);
        add_products(&mut gram, first, &values, *weight);
    }
    gram
}

/// Integral of the products of second derivatives. These are straight between knots, so that two points of
/// Gauss-Legendre quadrature per interval are exact.
fn curvature(knots: &[f64]) -> DMatrix<f64> {
    let functions = knots.len() - ORDER;
    let mut integral = DMatrix::zeros(functions, functions);
    for pair in knots.windows(2).filter(|pair| pair[1] > pair[0]) {
        let (middle, half) = (0.5 * (pair[0] + pair[1]), 0.5 * (pair[1] - pair[0]));
        for node in [-1.0, 1.0] {
            let x = middle + node * half / libm::sqrt(3.0);
            let (first, values) = second_derivatives(knots, x);
            add_products(&mut integral, first, &values, half);
        }
    }
    integral
}

fn add_products(sum: &mut DMatrix<f64>, first: usize, values: &[f64; ORDER], weight: f64) {
    for (i, a) in values.iter().enumerate() {
        for (j, b) in values.iter().enumerate() {
            sum[(first + i, first + j)] += weight * a * b;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Knots that are far from equally spaced.
    fn uneven() -> Vec<f64> {
        vec![0.0, 0.0, 0.0, 0.0, 0.1, 0.15, 0.6, 1.0, 1.0, 1.0, 1.0]
    }

    /// Coefficients of 1, x, x^2 and x^3 (Marsden's identity; de Boor, chapter IX, formula 16): the elementary
    /// symmetric functions of the three knots inside the support of each B-spline, divided by 1, 3, 3 and 1.
    fn powers(knots: &[f64]) -> Vec<[f64; 4]> {
        let inside = |i: usize| (knots[i + 1], knots[i + 2], knots[i + 3]);
        (0..knots.len() - ORDER)
            .map(|i| {
                let (a, b, c) = inside(i);
                [1.0, (a + b + c) / 3.0, (a * b + a * c + b * c) / 3.0, a * b * c]
            })
            .collect()
    }

    #[test]
    fn b_splines_give_cubic_polynomials_and_their_second_derivatives() {
        let knots = uneven();
        let coefficients = powers(&knots);
        for x in [0.0, 0.03, 0.1, 0.12, 0.15, 0.4, 0.6, 0.93, 1.0] {
            let (first, values) = b_splines(&knots, x);
            let (second_first, seconds) = second_derivatives(&knots, x);
            let expected = [1.0, x, x * x, x * x * x];
            let curved = [0.0, 0.0, 2.0, 6.0 * x];
            for power in 0..4 {
                let sum = |first: usize, values: &[f64; ORDER]| -> f64 {
                    values.iter().enumerate().map(|(i, v)| v * coefficients[first + i][power]).sum()
                };
                assert!((sum(first, &values) - expected[power]).abs() < 1e-12, "x {x}, {power}");
                let found = sum(second_first, &seconds);
                assert!((found - curved[power]).abs() < 1e-9, "x {x}, {power}: {found}");
            }
        }
    }

    /// Over 0 .. 1 the integral of (x^2)'' ^ 2 is 4, of (x^3)'' ^ 2 it is 12, of their product 6.
    #[test]
    fn the_penalty_is_the_integral_of_the_squared_second_derivative() {
        let knots = uneven();
        let coefficients = powers(&knots);
        let penalty = curvature(&knots);
        let product = |a: usize, b: usize| -> f64 {
            let pairs =
                (0..coefficients.len()).flat_map(|i| (0..coefficients.len()).map(move |j| (i, j)));
            pairs.map(|(i, j)| coefficients[i][a] * penalty[(i, j)] * coefficients[j][b]).sum()
        };
        for (a, b, expected) in [(2, 2, 4.0), (3, 3, 12.0), (2, 3, 6.0), (1, 1, 0.0), (0, 2, 0.0)] {
            let found = product(a, b);
            assert!((found - expected).abs() < 1e-9, "{a} {b}: {found}");
        }
    }

    #[test]
    fn knots_stand_at_quantiles_and_leave_values_between_them() {
        let values: Vec<f64> = (0..=100).map(|i| f64::from(i) / 100.0).collect();
        let found = knots(&values);
        assert_eq!(found.len(), MOST_KNOTS + 2 * ORDER);
        assert!(found.windows(2).all(|pair| pair[0] <= pair[1]));
        // Every 100 / 21 hundredths.
        assert!((found[ORDER] - 1.0 / 21.0).abs() < 1e-12);
        let few = knots(&values[..=8].iter().map(|x| x / values[8]).collect::<Vec<_>>());
        assert_eq!(few.len(), 1 + 2 * ORDER);
    }
}
