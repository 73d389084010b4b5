//! What a study would be worth: expected value of sample information (EVSI).
//!
//! Menzies, "An efficient estimator for the expected value of sample information", Medical Decision Making 36 (2016):
//! with expected net benefit as a function of the quantity (the regression of the EVPPI), data sets are simulated from
//! draws, and the expectation given a data set is the mean over the draws, weighted by the likelihood of the data. It
//! needs no regression on the data, no run of the model, and takes any data whose likelihood is known. As data become
//! perfect it becomes the EVPPI of the same regression.

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::figure::Figure;
use super::metamodel::{Contrasts, Effort, Metamodel, basis};
use super::study::{Data, Observation};
use crate::stats::counts::{binomial_quantile, poisson_quantile};
use crate::stats::normal_quantile;
use crate::stats::smooth::Weights;

/// Value of a study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StudyValue {
    /// As the user wrote it.
    pub study: String,
    /// Per decision.
    pub value: Figure,
    /// How much noise in the regression lifts the value, as for the value of perfect information.
    pub bias: f64,
    /// Value of knowing the same quantities exactly: no study of them is worth more.
    pub perfect: Figure,
    /// Value over all decisions, where their number was given.
    pub population: Option<Figure>,
    /// Expected net benefit of sampling: value (over all decisions, where their number was given) minus the cost.
    pub net: Option<Figure>,
}

/// An observation with the values of its quantity.
pub struct Measured<'a> {
    pub observation: &'a Observation,
    /// Values by column, then draw.
    pub columns: &'a [Vec<f64>],
}

/// Data sets worked out together.
const BLOCK: usize = 64;

/// Value of a study, before what it means for all decisions.
pub struct SampleValue {
    pub value: Figure,
    pub bias: f64,
}

/// `columns` are those of the regression on all quantities measured; they must vary. `None` where rounding leaves no
/// regression.
pub fn sample_value(
    name: &str,
    columns: &[Vec<f64>],
    measured: &[Measured<'_>],
    contrasts: &Contrasts,
    effort: &Effort,
) -> Option<SampleValue> {
    let basis = basis(columns, contrasts, effort)?;
    let model = Metamodel::new(basis.as_ref(), contrasts, name);
    let order = if let [only] = columns { Some(&only[..]) } else { None };
    let points = model.points(order, effort.study_points);
    let weights = contrasts.weights.of_rows(&points)?;
    let at_points = basis.at(&points);
    // Row by row the mean of every function given a data set; a data set weighs as much as the draw it came from.
    let (mut expected, data_weights) =
        expectations(&at_points, &points, &weights, measured, effort.data_sets);
    let data_weights = Weights::new(&data_weights)?;
    model.centre(&mut expected, &data_weights);
    let fitted = &expected * model.coefficients();
    let gains: Vec<f64> =
        fitted.row_iter().map(|row| row.iter().copied().fold(0.0, f64::max)).collect();
    let spread = model.uncertainty(&expected, &data_weights, effort.simulations);
    // Points in the order of one quantity stand for all draws; of several quantities they are a part of them.
    let draws = if order.is_some() { &contrasts.weights } else { &weights };
    let deviation = data_weights.standard_deviation(&gains).unwrap_or(0.0);
    let sampling = deviation / libm::sqrt(draws.effective());
    let value = Contrasts::gain(&fitted, &data_weights);
    let standard_error = Some(libm::hypot(spread.deviation, sampling));
    Some(SampleValue { value: Figure { value, standard_error }, bias: spread.bias })
}

fn expectations(
    at_points: &DMatrix<f64>,
    points: &[usize],
    weights: &Weights,
    measured: &[Measured<'_>],
    data_sets: usize,
) -> (DMatrix<f64>, Vec<f64>) {
    let repeats = (data_sets / points.len()).max(1);
    let count = points.len() * repeats;
    let dimensions: usize = measured.iter().map(dimensions).sum();
    let mut expected = DMatrix::zeros(count, at_points.ncols());
    let numbers: Vec<usize> = (0..count).collect();
    for block in numbers.chunks(BLOCK) {
        // A column per data set.
        let mut likelihoods = DMatrix::zeros(points.len(), block.len());
        for (mut column, number) in likelihoods.column_iter_mut().zip(block) {
            // Neighbouring points get far-apart numbers, and every point several.
            let uniforms = spread_uniforms(*number, dimensions);
            let own = likelihood(points, number / repeats, weights, measured, &uniforms);
            column.copy_from(&own);
        }
        let means = likelihoods.transpose() * at_points;
        expected.rows_mut(block[0], block.len()).copy_from(&means);
    }
    let data_weights = numbers.iter().map(|number| weights.values()[number / repeats]).collect();
    (expected, data_weights)
}

/// Uniform numbers that an observation needs.
fn dimensions(measured: &Measured<'_>) -> usize {
    match measured.observation.data {
        Data::Multinomial => measured.columns.len() - 1,
        _ => 1,
    }
}

/// Point `number` of a sequence that fills the unit cube evenly: multiples of the powers of 1 / phi, phi being the
/// root of x^(d + 1) = x + 1 (Kronecker's sequence; for d = 1 that of the golden ratio, Niederreiter, "Random number
/// generation and quasi-Monte Carlo methods", 1992, section 3.1).
fn spread_uniforms(number: usize, dimensions: usize) -> Vec<f64> {
    let mut phi = 2.0;
    for _ in 0..60 {
        phi = libm::pow(1.0 + phi, 1.0 / (dimensions as f64 + 1.0));
    }
    let step = |dimension: usize| libm::pow(1.0 / phi, dimension as f64 + 1.0);
    let place = |dimension: usize| {
        let value = 0.5 + (number + 1) as f64 * step(dimension);
        (value - libm::floor(value)).clamp(1e-12, 1.0 - 1e-12)
    };
    (0..dimensions).map(place).collect()
}

/// The share of every point given the data that `uniforms` make at one of them.
fn likelihood(
    points: &[usize],
    point: usize,
    weights: &Weights,
    measured: &[Measured<'_>],
    uniforms: &[f64],
) -> DVector<f64> {
    let mut logarithms = vec![0.0; points.len()];
    let mut rest = uniforms;
    for one in measured {
        let (own, others) = rest.split_at(dimensions(one));
        add_log_likelihood(&mut logarithms, points, point, one, own);
        rest = others;
    }
    // The truth is among the points, so that the largest is finite.
    let largest = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let pairs = logarithms.iter().zip(weights.values());
    let shares = pairs.map(|(log, weight)| weight * libm::exp(log - largest));
    let shares = DVector::from_iterator(points.len(), shares);
    let sum = shares.sum();
    shares / sum
}

fn add_log_likelihood(
    logarithms: &mut [f64],
    points: &[usize],
    point: usize,
    measured: &Measured<'_>,
    uniforms: &[f64],
) {
    let size = measured.observation.size;
    let column = &measured.columns[0];
    let truth = column[points[point]];
    match measured.observation.data {
        Data::Normal { sd } => {
            let error = sd / libm::sqrt(size);
            let mean = truth + error * normal_quantile(uniforms[0]);
            for (log, row) in logarithms.iter_mut().zip(points) {
                let distance = (mean - column[*row]) / error;
                *log -= 0.5 * distance * distance;
            }
        }
        Data::Binomial => {
            let yes = binomial_quantile(size, truth, uniforms[0]);
            for (log, row) in logarithms.iter_mut().zip(points) {
                *log += times_log(yes, column[*row]) + times_log(size - yes, 1.0 - column[*row]);
            }
        }
        Data::Poisson => {
            let events = poisson_quantile(size * truth, uniforms[0]);
            for (log, row) in logarithms.iter_mut().zip(points) {
                *log += times_log(events, column[*row]) - size * column[*row];
            }
        }
        Data::Multinomial => {
            let counts = multinomial(size, measured.columns, points[point], uniforms);
            for (log, row) in logarithms.iter_mut().zip(points) {
                let terms = counts.iter().zip(measured.columns);
                *log += terms.map(|(count, column)| times_log(*count, column[*row])).sum::<f64>();
            }
        }
    }
}

/// Counts by category: each binomial given those before it.
fn multinomial(size: f64, columns: &[Vec<f64>], row: usize, uniforms: &[f64]) -> Vec<f64> {
    let (mut left, mut share_left) = (size, 1.0);
    let mut counts = Vec::with_capacity(columns.len());
    for (column, uniform) in columns.iter().zip(uniforms) {
        let share = if share_left > 0.0 { (column[row] / share_left).clamp(0.0, 1.0) } else { 0.0 };
        let count = binomial_quantile(left, share, *uniform);
        counts.push(count);
        left -= count;
        share_left -= column[row];
    }
    counts.push(left);
    counts
}

/// count * ln(share), with 0 ln 0 = 0.
fn times_log(count: f64, share: f64) -> f64 {
    if count == 0.0 { 0.0 } else { count * libm::log(share.max(0.0)) }
}

#[cfg(test)]
mod tests {
    use super::spread_uniforms;

    /// 1 / phi is 0.618034 for one dimension (the golden ratio), and 0.754878 for two (the plastic number, 1.324718).
    #[test]
    fn points_are_multiples_of_the_powers_of_one_over_phi() {
        for (number, expected) in [
            (0, vec![0.118_034]),
            (1, vec![0.736_068]),
            (0, vec![0.254_878, 0.069_840]),
            (2, vec![0.764_633, 0.209_521]),
        ] {
            let found = spread_uniforms(number, expected.len());
            let near = found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6);
            assert!(near && found.len() == expected.len(), "{found:?}, not {expected:?}");
        }
    }
}
