//! First-order shares of variance from a sample that was not made for it, such as a run ("given data": Plischke,
//! Borgonovo & Smith, "Global sensitivity measures from given data", European Journal of Operational Research
//! 226, 2013). Nothing is simulated.
//!
//! S_i = 1 - E[Var(Y | X_i)] / Var(Y), and E[Var(Y | X_i)] is what a regression of Y on X_i leaves. Classes of equal
//! counts are the classic regression; here it is a polynomial in the rank of X_i, which needs fewer terms for the
//! same curve: Legendre polynomials, made orthogonal over the sample one after the other, as many as predict a draw
//! that is left out best (PRESS: Allen, Technometrics 16, 1974). Terms also fit chance: a squared residual is divided
//! by 1 - h, with h the leverage of its draw, so that its expectation is the variance there, also where that differs
//! along X_i (HC2: MacKinnon & White, Journal of Econometrics 29, 1985).
//!
//! Of a factor with several numbers (a row of shares, a group) the regression is additive: what these numbers do
//! together and not one by one is left out, so its share is a lower bound.
//!
//! The standard error is that of 1 - E[r^2] / Var(Y) with r^2 the corrected squares, by the delta method, plus that of
//! the terms fitted: with psi = ((1 - S)(y - mean)^2 - r^2) / Var(Y), the square is Var(psi) / n + 2 (d + 1) (1 - S)^2
//! / n^2 for d terms. For one linear term and normal numbers the first part is 4 S (1 - S)^2 / n, the variance of R^2.

use crate::stats::summary;
use serde::Serialize;

/// A share with its standard error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GivenShare {
    pub value: f64,
    pub standard_error: f64,
    /// Terms of the regression, beside the level.
    pub terms: usize,
}

/// Most terms of one number: enough for a curve that turns some six times.
const MOST_DEGREES: usize = 12;

/// Draws for each term, at least.
const DRAWS_PER_TERM: usize = 10;

/// Fewest draws that say anything.
pub const LEAST_DRAWS: usize = 2 * DRAWS_PER_TERM;

/// First-order share of a factor with these numbers (a column each) in the variance of `output`. Draws in which the
/// output does not exist are left out. None where too few draws are left, fewer than ten for each number, or nothing
/// varies.
pub fn first_order(output: &[f64], columns: &[Vec<f64>]) -> Option<GivenShare> {
    let known: Vec<usize> = (0..output.len()).filter(|draw| !output[*draw].is_nan()).collect();
    let pick = |values: &[f64]| -> Vec<f64> { known.iter().map(|draw| values[*draw]).collect() };
    if known.len() < LEAST_DRAWS.max(columns.len() * DRAWS_PER_TERM) {
        return None;
    }
    let values = pick(output);
    let variance = summary::standard_deviation(&values).map(|sd| sd * sd)?;
    if variance <= 0.0 {
        return None;
    }
    let ranks: Vec<Ranks> = columns.iter().map(|column| Ranks::of(&pick(column))).collect();
    Some(Regression::best(&values, &ranks).share(variance))
}

/// Ranks of a column, evenly over -1 to 1; equal values share a rank.
struct Ranks {
    places: Vec<f64>,
    distinct: usize,
}

impl Ranks {
    fn of(column: &[f64]) -> Self {
        let n = column.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| column[*a].total_cmp(&column[*b]));
        let (mut places, mut distinct, mut from) = (vec![0.0; n], 0, 0);
        while from < n {
            let same = |place: &&usize| column[**place] == column[order[from]];
            let count = order[from..].iter().take_while(same).count();
            let middle = from as f64 + 0.5 * count as f64;
            order[from..from + count]
                .iter()
                .for_each(|draw| places[*draw] = 2.0 * middle / n as f64 - 1.0);
            (from, distinct) = (from + count, distinct + 1);
        }
        Self { places, distinct }
    }

    /// The Legendre polynomial of a degree: (2k - 1) x P_(k-1) = k P_k + (k - 1) P_(k-2).
    fn legendre(&self, degree: usize) -> Vec<f64> {
        let at = |x: &f64| {
            let (mut before, mut now) = (1.0, *x);
            for k in 2..=degree {
                let k = k as f64;
                (before, now) = (now, ((2.0 * k - 1.0) * x * now - (k - 1.0) * before) / k);
            }
            now
        };
        self.places.iter().map(at).collect()
    }
}

/// What a regression leaves.
#[derive(Clone)]
struct Regression {
    centred: Vec<f64>,
    residuals: Vec<f64>,
    /// 1 - h of each draw.
    free: Vec<f64>,
    terms: usize,
}

impl Regression {
    /// Terms of rising degree, up to where draws that are left out are predicted best.
    fn best(values: &[f64], ranks: &[Ranks]) -> Self {
        let n = values.len();
        let mean = summary::mean(values).unwrap_or_default();
        let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
        let free = vec![1.0 - 1.0 / n as f64; n];
        let mut now = Self { residuals: centred.clone(), centred, free, terms: 0 };
        let (mut best, mut least) = (now.clone(), now.left_out());
        let mut basis = Vec::<Vec<f64>>::new();
        for degree in 1..=MOST_DEGREES {
            for own in ranks.iter().filter(|own| degree < own.distinct) {
                if let Some(term) = orthogonal(own.legendre(degree), &basis) {
                    now.fit(&term);
                    basis.push(term);
                }
            }
            if basis.len() > n / DRAWS_PER_TERM {
                break;
            }
            let score = now.left_out();
            if score < least {
                (best, least) = (now.clone(), score);
            }
        }
        best
    }

    fn fit(&mut self, term: &[f64]) {
        take_off(&mut self.residuals, term);
        self.free.iter_mut().zip(term).for_each(|(free, x)| *free -= x * x);
        self.terms += 1;
    }

    /// Sum of squared errors of predicting each draw from the others.
    fn left_out(&self) -> f64 {
        let error = |(r, free): (&f64, &f64)| r * r / (free * free).max(f64::MIN_POSITIVE);
        summary::sum(self.residuals.iter().zip(&self.free).map(error))
    }

    fn share(&self, variance: f64) -> GivenShare {
        let n = self.centred.len() as f64;
        let square = |(r, free): (&f64, &f64)| r * r / free.max(f64::MIN_POSITIVE);
        let squares: Vec<f64> = self.residuals.iter().zip(&self.free).map(square).collect();
        let left = summary::sum(squares.iter().copied()) / n / variance;
        let psi = |(square, y): (&f64, &f64)| (left * y * y - square) / variance;
        let psi: Vec<f64> = squares.iter().zip(&self.centred).map(psi).collect();
        let spread = summary::standard_deviation(&psi).unwrap_or_default();
        let fitted = 2.0 * (self.terms as f64 + 1.0) * left * left / (n * n);
        let standard_error = libm::sqrt(spread * spread / n + fitted);
        GivenShare { value: 1.0 - left, standard_error, terms: self.terms }
    }
}

/// A column of length 1, orthogonal to a constant and to the basis; none where nothing is left of it.
fn orthogonal(mut column: Vec<f64>, basis: &[Vec<f64>]) -> Option<Vec<f64>> {
    let length = |column: &[f64]| libm::sqrt(summary::sum(column.iter().map(|x| x * x)));
    let whole = length(&column);
    // Twice: what rounding leaves of the first time goes the second.
    for _ in 0..2 {
        let mean = summary::mean(&column)?;
        column.iter_mut().for_each(|x| *x -= mean);
        basis.iter().for_each(|term| take_off(&mut column, term));
    }
    let rest = length(&column);
    if rest <= 1e-8 * whole {
        return None;
    }
    column.iter_mut().for_each(|x| *x /= rest);
    Some(column)
}

/// Takes the part along a column of length 1 off.
fn take_off(values: &mut [f64], term: &[f64]) {
    let along = summary::sum(values.iter().zip(term).map(|(value, x)| value * x));
    values.iter_mut().zip(term).for_each(|(value, x)| *value -= along * x);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ranks 1, 2.5, 2.5, 4 of 4, each at the middle of its slice: 0.5, 2, 2, 3.5 of 4.
    #[test]
    fn equal_values_share_a_rank() {
        let ranks = Ranks::of(&[3.0, 5.0, 9.0, 5.0]);
        assert_eq!(ranks.places, [-0.75, 0.0, 0.75, 0.0]);
        assert_eq!(ranks.distinct, 3);
    }

    /// P_2 = (3 x^2 - 1) / 2, P_3 = (5 x^3 - 3 x) / 2.
    #[test]
    fn polynomials_are_those_of_legendre() {
        let ranks = Ranks { places: vec![-0.5, 0.2, 1.0], distinct: 3 };
        for (i, x) in ranks.places.iter().enumerate() {
            assert_eq!(ranks.legendre(1)[i], *x);
            assert!((ranks.legendre(2)[i] - (3.0 * x * x - 1.0) / 2.0).abs() < 1e-15);
            assert!((ranks.legendre(3)[i] - (5.0 * x.powi(3) - 3.0 * x) / 2.0).abs() < 1e-15);
        }
    }

    /// An output that is a parabola of one number, and knows nothing of the other.
    #[test]
    fn an_exact_curve_is_all_of_the_variance() {
        let n = 200;
        let x: Vec<f64> = (0..n).map(f64::from).collect();
        let other: Vec<f64> = (0..n).map(|i| f64::from(i * 37 % n)).collect();
        let y: Vec<f64> = x.iter().map(|x| (x - 80.0) * (x - 80.0)).collect();
        let share = first_order(&y, std::slice::from_ref(&x)).expect("it varies");
        assert!((share.value - 1.0).abs() < 1e-12 && share.terms >= 2, "{share:?}");
        let none = first_order(&y, std::slice::from_ref(&other)).expect("it varies");
        assert!(none.value.abs() < 3.0 * none.standard_error, "{none:?}");
        let both = first_order(&y, &[other, x]).expect("it varies");
        assert!((both.value - 1.0).abs() < 1e-12, "{both:?}");
    }

    #[test]
    fn too_few_draws_missing_values_and_constants() {
        let x: Vec<f64> = (0..40).map(f64::from).collect();
        let mut y = x.clone();
        assert_eq!(first_order(&y[..19], &[x[..19].to_vec()]), None);
        assert_eq!(first_order(&[2.0; 40], std::slice::from_ref(&x)), None);
        // A constant factor explains nothing.
        let none = first_order(&y, &[vec![1.0; 40]]).expect("it varies");
        assert!(none.value.abs() < 1e-12 && none.terms == 0, "{none:?}");
        y[7] = f64::NAN;
        let share = first_order(&y, std::slice::from_ref(&x));
        y.remove(7);
        let mut rest = x;
        rest.remove(7);
        assert_eq!(share, first_order(&y, &[rest]));
        assert!(share.expect("it varies").value > 0.99);
    }
}
