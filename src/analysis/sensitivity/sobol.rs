//! Shares of the variance of an output that come from each factor (a quantity, a row of shares or a group), from
//! evaluations in a Saltelli design.
//!
//! With V the variance of Y = f(X), and X split into factor i and the others:
//!
//! - first order S_i = Var(E[Y | X_i]) / V: the part of the variance that would go if the factor were known;
//! - total T_i = E[Var(Y | X_~i)] / V: the part that would stay if all but the factor were known.
//!
//! The design has two independent samples A and B of all factors, and for each factor a sample A with that
//! factor taken from B (Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola, "Variance based sensitivity
//! analysis of model output. Design and estimator for the total sensitivity index", Computer Physics
//! Communications 181, 2010). Estimators, with f centred and M_i the mixed sample:
//!
//! - S_i: mean of f(B) (f(M_i) - f(A)), (b) in table 2 of that paper; or V - mean of (f(B) - f(M_i))^2 / 2,
//!   Jansen, "Analysis of variance designs for model output", Computer Physics Communications 117 (1999);
//! - T_i: mean of (f(A) - f(M_i))^2 / 2 (Jansen 1999).
//!
//! Estimates may lie a little below 0 or above 1: they are not cut off, because that would hide their error.

use crate::stats::{Bootstrap, summary};
use serde::Serialize;

/// Values of one output; rows belong together. Not a number where the output does not exist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluations {
    pub a: Vec<f64>,
    pub b: Vec<f64>,
    /// By factor: A with that factor from B.
    pub mixed: Vec<Vec<f64>>,
}

/// Which estimator of the first order is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstOrder {
    #[default]
    Saltelli2010,
    Jansen1999,
}

/// A share of the variance with its bootstrap interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The indices of one output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indices {
    pub mean: f64,
    pub variance: f64,
    /// Rows of the design in which all evaluations exist.
    pub rows: usize,
    /// By factor.
    pub first: Vec<Share>,
    pub total: Vec<Share>,
}

/// Level of the intervals.
pub const LEVEL: f64 = 0.95;

/// The indices of all factors; none where the output does not vary, or exists in fewer than two rows.
///
/// `beneath`: a factor whose contribution to the totals is taken off those of the others, where that factor was drawn
/// anew in every mixed sample (independent chance); their totals are then without it.
pub fn indices(
    evaluations: &Evaluations,
    estimator: FirstOrder,
    beneath: Option<usize>,
    bootstrap: &Bootstrap,
) -> Option<Indices> {
    let rows = Rows::complete(evaluations)?;
    let factors = evaluations.mixed.len();
    let first: Vec<Vec<f64>> = (0..factors).map(|i| rows.first(i, estimator)).collect();
    let mut total: Vec<Vec<f64>> = (0..factors).map(|i| rows.total(i)).collect();
    if let Some(floor) = beneath.map(|place| total[place].clone()) {
        for own in (0..factors).filter(|i| Some(*i) != beneath) {
            total[own].iter_mut().zip(&floor).for_each(|(term, floor)| *term -= floor);
        }
    }
    let ones = vec![1; rows.count()];
    let variance = rows.variance(&ones);
    if variance <= 0.0 {
        return None;
    }
    let terms: Vec<Vec<f64>> = first.into_iter().chain(total).collect();
    let offset = |place: usize| match estimator {
        FirstOrder::Jansen1999 if place < factors => 1.0,
        _ => 0.0,
    };
    let shares = |counts: &[u32]| -> Vec<f64> {
        let variance = rows.variance(counts);
        let share = |(place, terms): (usize, &Vec<f64>)| {
            offset(place) + weighted_mean(terms, counts) / variance
        };
        terms.iter().enumerate().map(share).collect()
    };
    let values = shares(&ones);
    let again: Vec<Vec<f64>> = (0..bootstrap.resamples)
        .map(|number| shares(&bootstrap.counts(number, rows.count())))
        .collect();
    let mut found = values.iter().enumerate().map(|(place, value)| {
        let estimates: Vec<f64> = again.iter().map(|values| values[place]).collect();
        let (low, high) = Bootstrap::interval(&estimates, LEVEL).unwrap_or((*value, *value));
        Share { value: *value, low, high }
    });
    Some(Indices {
        mean: rows.centre,
        variance,
        rows: rows.count(),
        first: found.by_ref().take(factors).collect(),
        total: found.collect(),
    })
}

/// The complete rows, centred.
struct Rows {
    centre: f64,
    a: Vec<f64>,
    b: Vec<f64>,
    mixed: Vec<Vec<f64>>,
}

impl Rows {
    fn complete(all: &Evaluations) -> Option<Self> {
        let exists = |row: &usize| {
            !all.a[*row].is_nan()
                && !all.b[*row].is_nan()
                && all.mixed.iter().all(|values| !values[*row].is_nan())
        };
        let rows: Vec<usize> = (0..all.a.len()).filter(exists).collect();
        if rows.len() < 2 {
            return None;
        }
        let both = rows.iter().flat_map(|row| [all.a[*row], all.b[*row]]);
        let centre = summary::sum(both) / (2 * rows.len()) as f64;
        let pick = |values: &Vec<f64>| rows.iter().map(|row| values[*row] - centre).collect();
        let mixed = all.mixed.iter().map(pick).collect();
        Some(Self { centre, a: pick(&all.a), b: pick(&all.b), mixed })
    }

    fn count(&self) -> usize {
        self.a.len()
    }

    /// Variance over A and B together, rows as often as `counts` says.
    fn variance(&self, counts: &[u32]) -> f64 {
        let pairs = || self.a.iter().zip(&self.b).zip(counts);
        let n = 2.0 * self.count() as f64;
        let mean = summary::sum(pairs().map(|((a, b), w)| f64::from(*w) * (a + b))) / n;
        let square = |x: f64| (x - mean) * (x - mean);
        summary::sum(pairs().map(|((a, b), w)| f64::from(*w) * (square(*a) + square(*b))))
            / (n - 1.0)
    }

    /// Terms whose mean over the variance is the first-order index (for Jansen's, minus 1).
    fn first(&self, factor: usize, estimator: FirstOrder) -> Vec<f64> {
        let rows = self.a.iter().zip(&self.b).zip(&self.mixed[factor]);
        let term = |((a, b), mixed): ((&f64, &f64), &f64)| match estimator {
            FirstOrder::Saltelli2010 => b * (mixed - a),
            FirstOrder::Jansen1999 => -0.5 * (b - mixed) * (b - mixed),
        };
        rows.map(term).collect()
    }

    /// Terms whose mean over the variance is the total index.
    fn total(&self, factor: usize) -> Vec<f64> {
        let rows = self.a.iter().zip(&self.mixed[factor]);
        rows.map(|(a, mixed)| 0.5 * (a - mixed) * (a - mixed)).collect()
    }
}

fn weighted_mean(terms: &[f64], counts: &[u32]) -> f64 {
    // Plain sums: a thousand times a thousand terms for every factor, none of them large against the others.
    let sum: f64 = terms.iter().zip(counts).map(|(term, count)| term * f64::from(*count)).sum();
    sum / terms.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOTSTRAP: Bootstrap = Bootstrap { seed: 1, resamples: 50 };

    /// Y = 3 X_1 + X_2 on the four corners A = (0,0), (1,1) and B = (1,0), (0,1), by hand: f(A) = 0, 4; f(B) = 3, 1;
    /// M_1 = (1,0), (0,1): 3, 1; M_2 = (0,0), (1,1): 0, 4. Mean 2; variance ((4 + 4) + (1 + 1)) / 3 = 10/3.
    /// S_1: (1*(3-0) + (-1)*(1-4)) / 2 = 3; T_1: (9 + 9) / 4 = 4.5; S_2 and T_2: 0. Jansen's S_1: 10/3 - 0; S_2:
    /// 10/3 - (9 + 9) / 4.
    #[test]
    fn both_estimators_are_those_worked_out_by_hand() {
        let evaluations = Evaluations {
            a: vec![0.0, 4.0],
            b: vec![3.0, 1.0],
            mixed: vec![vec![3.0, 1.0], vec![0.0, 4.0]],
        };
        let of = |estimator| {
            let found = indices(&evaluations, estimator, None, &BOOTSTRAP).expect("it varies");
            assert_eq!((found.mean, found.rows), (2.0, 2));
            assert!((found.variance - 10.0 / 3.0).abs() < 1e-12);
            let values = |shares: &[Share]| shares.iter().map(|s| s.value).collect::<Vec<_>>();
            (values(&found.first), values(&found.total))
        };
        let close = |found: &[f64], expected: [f64; 2]| {
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
            }
        };
        let (first, total) = of(FirstOrder::Saltelli2010);
        close(&first, [0.9, 0.0]);
        close(&total, [1.35, 0.0]);
        let (first, _) = of(FirstOrder::Jansen1999);
        close(&first, [1.0, 1.0 - 1.35]);
    }

    /// The first row twice and the third once: 1, 1, 3, 3, 6 and 4 have mean 3 and squares 4 + 4 + 9 + 1 = 18 over 5.
    #[test]
    fn the_variance_of_a_resample_counts_rows_as_often_as_they_are_in_it() {
        let rows =
            Rows { centre: 0.0, a: vec![1.0, 2.0, 6.0], b: vec![3.0, 8.0, 4.0], mixed: vec![] };
        assert!((rows.variance(&[2, 0, 1]) - 3.6).abs() < 1e-12);
    }

    #[test]
    fn rows_with_a_missing_value_are_left_out() {
        let full = Evaluations {
            a: vec![0.0, 4.0, 1.0],
            b: vec![3.0, 1.0, 2.0],
            mixed: vec![vec![3.0, 1.0, 0.5]],
        };
        let mut holes = full.clone();
        for values in [&mut holes.a, &mut holes.b, &mut holes.mixed[0]] {
            values.insert(1, 7.0);
        }
        holes.mixed[0][1] = f64::NAN;
        let of = |all: &Evaluations| indices(all, FirstOrder::default(), None, &BOOTSTRAP);
        assert_eq!(of(&full), of(&holes));
        assert_eq!(of(&holes).expect("it varies").rows, 3);
    }

    #[test]
    fn an_output_that_does_not_vary_or_exist_has_no_indices() {
        let of = |value: f64| {
            let same = vec![value; 5];
            let all = Evaluations { a: same.clone(), b: same.clone(), mixed: vec![same] };
            indices(&all, FirstOrder::default(), None, &BOOTSTRAP)
        };
        assert_eq!((of(3.0), of(f64::NAN)), (None, None));
    }
}
