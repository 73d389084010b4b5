//! Bases are orthonormal, fits are what integrals and exact Gaussian processes say, simulated fits spread as they
//! should.

use nalgebra::{DMatrix, DVector};

use super::hyperparameters::{Relevance, relevance};
use super::*;
use crate::stats::{Design, Method, normal_quantile};

fn uniforms(rows: usize, column: usize) -> Vec<f64> {
    let design = Design::new(Method::Random, 11, rows, column + 1).expect("a small design");
    design.column(column)
}

fn normals(rows: usize, column: usize) -> Vec<f64> {
    uniforms(rows, column).into_iter().map(normal_quantile).collect()
}

fn all(rows: usize) -> Vec<usize> {
    (0..rows).collect()
}

/// The largest deviation from an identity of the weighted products of the functions.
fn from_orthonormal(basis: &dyn Basis, weights: &Weights) -> f64 {
    let values = basis.at(&all(weights.rows()));
    let mut weighted = values.clone();
    for (mut row, weight) in weighted.row_iter_mut().zip(weights.values()) {
        row *= *weight;
    }
    let products = values.transpose() * weighted;
    (&products - DMatrix::identity(products.nrows(), products.ncols())).abs().max()
}

fn fitted(basis: &dyn Basis, weights: &Weights, outcome: &[f64]) -> Vec<f64> {
    let fitter = Fitter::new(basis.penalties(), weights.effective());
    let fit = fitter.fit(basis, weights, &[outcome.to_vec()]).remove(0);
    let coefficients = DVector::from_vec(fit.coefficients);
    (basis.at(&all(weights.rows())) * coefficients).iter().copied().collect()
}

#[test]
fn bases_are_orthonormal_with_and_without_weights() {
    let rows = 120;
    let x = normals(rows, 0);
    let outcome: Vec<f64> = x.iter().zip(normals(rows, 1)).map(|(x, e)| x + e).collect();
    let uneven: Vec<f64> = uniforms(rows, 2).into_iter().map(|u| u + 0.1).collect();
    for weights in [Weights::equal(rows), Weights::new(&uneven).unwrap()] {
        let spline = Spline::new(&x, &weights).unwrap();
        assert!(from_orthonormal(&spline, &weights) < 1e-9);
        assert_eq!(spline.penalties().iter().filter(|penalty| **penalty == 0.0).count(), 2);
        let steps: Vec<f64> = x.iter().map(|x| x.round().clamp(-1.0, 1.0)).collect();
        assert!(from_orthonormal(&Levels::new(&steps, &weights).unwrap(), &weights) < 1e-9);
        let columns = [x.clone(), normals(rows, 3)];
        let size = KernelSize { learning_rows: 40, inducing_points: 30, steps: 5 };
        let kernel = Kernel::new(&columns, &weights, std::slice::from_ref(&outcome), size).unwrap();
        assert!(from_orthonormal(&kernel, &weights) < 1e-6);
        assert_eq!(kernel.penalties().iter().filter(|penalty| **penalty == 0.0).count(), 1);
    }
}

#[test]
fn effective_rows_are_those_of_kish() {
    // (1 + 1 + 2)^2 / (1 + 1 + 4).
    let weights = Weights::new(&[1.0, 1.0, 2.0]).unwrap();
    assert!((weights.effective() - 16.0 / 6.0).abs() < 1e-12);
    assert!((weights.mean([1.0, 2.0, 4.0]) - 2.75).abs() < 1e-12);
    assert!((weights.values().iter().sum::<f64>() - 16.0 / 6.0).abs() < 1e-12);
    for wrong in [&[0.0, 0.0][..], &[1.0, -1.0], &[f64::NAN, 1.0], &[f64::INFINITY, 1.0], &[]] {
        assert_eq!(Weights::new(wrong), None, "{wrong:?}");
    }
    assert_eq!(Weights::equal(1).standard_error(&[3.0]), None);
    // Standard deviation 1 of three values, divided by the root of 3.
    let error = Weights::equal(3).standard_error(&[1.0, 2.0, 3.0]).unwrap();
    assert!((error - 1.0 / 3.0_f64.sqrt()).abs() < 1e-12);
}

/// Means of blocks are 2 and 5: their standard deviation is 3 / sqrt(2), the error of their mean 1.5.
#[test]
fn errors_come_from_blocks_where_rows_depend_on_each_other() {
    let weights = Weights::equal(4).in_blocks(&[7, 9, 7, 9]);
    assert_eq!(weights.block_of_row(), Some(&[0, 1, 0, 1][..]));
    let error = weights.standard_error(&[1.0, 4.0, 3.0, 6.0]).unwrap();
    assert!((error - 1.5).abs() < 1e-12, "{error}");
    let uneven = Weights::new(&[1.0, 2.0]).unwrap();
    assert_eq!(uneven.clone().in_blocks(&[1, 2]), uneven);
    assert_eq!(Weights::equal(2).in_blocks(&[1]), Weights::equal(2));
}

#[test]
fn straight_lines_are_fitted_exactly() {
    let x = normals(80, 0);
    let line: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
    let weights = Weights::equal(80);
    let found = fitted(&Spline::new(&x, &weights).unwrap(), &weights, &line);
    for (found, expected) in found.iter().zip(&line) {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }
}

#[test]
fn a_few_values_get_the_mean_of_each() {
    let x = [1.0, 2.0, 1.0, 2.0, 5.0, 5.0];
    let outcome = [1.0, 10.0, 3.0, 14.0, -1.0, -3.0];
    let weights = Weights::equal(6);
    assert!(Spline::new(&x, &weights).is_none());
    let found = fitted(&Levels::new(&x, &weights).unwrap(), &weights, &outcome);
    for (found, expected) in found.iter().zip([2.0, 12.0, 2.0, 12.0, -2.0, -2.0]) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
}

/// A smooth wave under noise of standard deviation 0.3. With some 12 functions on 800 rows the fit has a standard
/// error of about 0.3 sqrt(12 / 800) = 0.037.
#[test]
fn a_spline_finds_the_conditional_expectation() {
    let rows = 800;
    let x = uniforms(rows, 0);
    let truth: Vec<f64> = x.iter().map(|x| (6.0 * x).sin()).collect();
    let outcome: Vec<f64> =
        truth.iter().zip(normals(rows, 1)).map(|(truth, noise)| truth + 0.3 * noise).collect();
    let weights = Weights::equal(rows);
    let found = fitted(&Spline::new(&x, &weights).unwrap(), &weights, &outcome);
    let square: f64 = found.iter().zip(&truth).map(|(a, b)| (a - b) * (a - b)).sum();
    let error = (square / rows as f64).sqrt();
    assert!(error < 0.05, "root mean square error {error}");
}

/// One free function and one with penalty 1 on 10 rows, with projections 2 and 1.5 and 4 left unexplained. The share
/// kept of the second, averaged over a uniform share s of variance explained, by Simpson's rule: prior variance is
/// odds * rows times that of the noise, and the restricted likelihood (1 + odds rows)^(-1/2) left^(-9/2).
#[test]
fn shrinking_is_averaged_over_all_shares_of_variance_explained() {
    let (rows, c, unexplained) = (10.0, 1.5, 4.0);
    let (mut top, mut bottom) = (0.0, 0.0);
    let steps = 200_000;
    for i in 0..=steps {
        let share = f64::from(i) / f64::from(steps);
        let simpson = if i == 0 || i == steps {
            1.0
        } else if i % 2 == 1 {
            4.0
        } else {
            2.0
        };
        let odds = share / (1.0 - share).max(1e-12);
        let kept = odds * rows / (1.0 + odds * rows);
        let left: f64 = unexplained + c * c * (1.0 - kept);
        let density = simpson * (1.0 + odds * rows).powf(-0.5) * left.powf(-4.5);
        top += density * kept;
        bottom += density;
    }
    let expected = c * top / bottom;
    // The same numbers as rows: functions 1 / sqrt(10) and +-1 / sqrt(10), an outcome with these projections.
    struct Two;
    impl Basis for Two {
        fn penalties(&self) -> &[f64] {
            &[0.0, 1.0]
        }
        fn at(&self, rows: &[usize]) -> DMatrix<f64> {
            let height = 1.0 / 10.0_f64.sqrt();
            let sign = |row: usize| if row.is_multiple_of(2) { 1.0 } else { -1.0 };
            DMatrix::from_fn(
                rows.len(),
                2,
                |i, j| {
                    if j == 0 { height } else { height * sign(rows[i]) }
                },
            )
        }
        fn name(&self) -> &'static str {
            "two"
        }
    }
    let height = 1.0 / 10.0_f64.sqrt();
    let pattern = [1.0, 1.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let outcome: Vec<f64> = (0..10)
        .map(|row| {
            let sign = if row % 2 == 0 { 1.0 } else { -1.0 };
            height * (2.0 + 1.5 * sign) + pattern[row]
        })
        .collect();
    let weights = Weights::equal(10);
    let fit = Fitter::new(Two.penalties(), 10.0).fit(&Two, &weights, &[outcome]).remove(0);
    assert!((fit.coefficients[0] - 2.0).abs() < 1e-9, "{:?}", fit.coefficients);
    assert!(
        (fit.coefficients[1] - expected).abs() < 2e-3 * expected,
        "{:?} {expected}",
        fit.coefficients
    );
}

/// Repeated samples of a weak wave: simulated fits must spread around the fit as fits spread around the truth. At a
/// point in the middle the 90% range of 100 simulated fits must hold the truth in 90% of 150 samples; 3.29 standard
/// deviations of a binomial share allow for 82% to 98%.
#[test]
fn simulated_fits_cover_the_truth() {
    let rows = 120;
    let x: Vec<f64> = (0..rows).map(|row| (row as f64 + 0.5) / rows as f64).collect();
    let weights = Weights::equal(rows);
    let spline = Spline::new(&x, &weights).unwrap();
    let fitter = Fitter::new(spline.penalties(), weights.effective());
    let middle = spline.at(&[70]);
    let truth = |x: f64| (3.0 * x).cos();
    let mut covered = 0;
    for sample in 0..150 {
        let design = Design::new(Method::Random, 100 + sample, rows, 1).unwrap();
        let outcome: Vec<f64> =
            x.iter().zip(design.column(0)).map(|(x, u)| truth(*x) + normal_quantile(u)).collect();
        let fit = fitter.fit(&spline, &weights, &[outcome]).remove(0);
        let numbers = Design::new(Method::Random, 9_000 + sample, 100, spline.penalties().len());
        let numbers = numbers.unwrap();
        let mut values: Vec<f64> = (0..100)
            .map(|k| {
                let normals = numbers.row(k).iter().map(|u| normal_quantile(*u));
                let uniform = (k as f64 + 0.5) / 100.0;
                let coefficients = fitter.simulate(&fit, uniform, normals);
                (&middle * DVector::from_vec(coefficients))[0]
            })
            .collect();
        values.sort_by(f64::total_cmp);
        let inside = values[5] <= truth(x[70]) && truth(x[70]) <= values[94];
        covered += u32::from(inside);
    }
    let share = f64::from(covered) / 150.0;
    assert!((0.82..=0.98).contains(&share), "{share}");
}

fn matrix(rows: usize, columns: usize) -> DMatrix<f64> {
    let lists: Vec<Vec<f64>> = (0..columns).map(|column| normals(rows, column)).collect();
    DMatrix::from_fn(rows, columns, |row, column| lists[column][row])
}

#[test]
fn covariances_are_those_of_the_formula() {
    let known = Relevance { linear: 0.4, relevance: vec![0.3, 1.2] };
    let (a, b) = (matrix(5, 2), matrix(4, 2) * 1.5);
    let found = known.covariance(&a, &b);
    for i in 0..5 {
        for j in 0..4 {
            let squares = (0..2).map(|k| known.relevance[k] * (a[(i, k)] - b[(j, k)]).powi(2));
            let expected = (-0.5 * squares.sum::<f64>()).exp();
            assert!((found[(i, j)] - expected).abs() < 1e-12);
        }
    }
}

/// With every row an inducing point the fit at a degree of shrinking is the exact Gaussian process: with C the
/// covariance of lines and smooth function and l the ratio of noise, C (C + l I)^-1 (y - m) + m, m being the generalised
/// least squares estimate of the level.
#[test]
fn a_kernel_on_all_rows_is_the_exact_gaussian_process() {
    let rows = 40;
    let columns = vec![normals(rows, 0), normals(rows, 1)];
    let outcome: Vec<f64> = (0..rows)
        .map(|row| columns[0][row] * columns[1][row] + 0.2 * normals(rows, 2)[row])
        .collect();
    let weights = Weights::equal(rows);
    let size = KernelSize { learning_rows: rows, inducing_points: rows, steps: 10 };
    let kernel = Kernel::new(&columns, &weights, std::slice::from_ref(&outcome), size).unwrap();
    let smoothing = 0.3;
    let basis = kernel.at(&all(rows));
    let y = DVector::from_vec(outcome.clone());
    let mut projections = basis.transpose() * &y;
    for (c, penalty) in projections.iter_mut().zip(kernel.penalties()) {
        *c /= 1.0 + smoothing * penalty;
    }
    let found = basis * projections;

    let standard = |column: &Vec<f64>| -> Vec<f64> {
        let mean = column.iter().sum::<f64>() / rows as f64;
        let squares: f64 = column.iter().map(|x| (x - mean).powi(2)).sum();
        let sd = (squares / (rows - 1) as f64).sqrt();
        column.iter().map(|x| (x - mean) / sd).collect()
    };
    let standardised: Vec<Vec<f64>> = columns.iter().map(standard).collect();
    let z = DMatrix::from_fn(rows, 2, |i, j| standardised[j][i]);
    let learned = relevance(&z, &[outcome], 10);
    let covariance = learned.covariance(&z, &z) + &z * z.transpose() * learned.linear;
    let noisy = &covariance + DMatrix::identity(rows, rows) * smoothing;
    let inverse = noisy.try_inverse().unwrap();
    let ones = DVector::from_element(rows, 1.0);
    let level = (ones.transpose() * &inverse * &y)[0] / (ones.transpose() * &inverse * &ones)[0];
    let centred = &y - &ones * level;
    let expected = covariance * inverse * centred + ones * level;
    assert!((found - expected).abs().max() < 1e-5);
}

/// The gradient of the search is checked by where it ends: at the mode no step up or down in any hyperparameter is
/// better. An independent posterior density, with the determinant and the inverse written out.
#[test]
fn the_relevance_found_is_the_mode_of_the_posterior() {
    let rows = 30;
    let z = matrix(rows, 2);
    let outcome: Vec<f64> =
        (0..rows).map(|i| (1.5 * z[(i, 0)]).sin() + 0.3 * normals(rows, 2)[i]).collect();
    let found = relevance(&z, std::slice::from_ref(&outcome), 200);
    let density = |linear: f64, w: [f64; 2], noise: f64| {
        let known = Relevance { linear, relevance: w.to_vec() };
        let covariance = known.covariance(&z, &z)
            + &z * z.transpose() * linear
            + DMatrix::identity(rows, rows) * noise;
        let inverse = covariance.clone().try_inverse().unwrap();
        let ones = DVector::from_element(rows, 1.0);
        let y = DVector::from_vec(outcome.clone());
        let level = (ones.transpose() * &inverse * &ones)[0];
        let projected = &inverse - &inverse * &ones * ones.transpose() * &inverse / level;
        let left = (y.transpose() * projected * &y)[0];
        let prior = |value: f64, centre: f64, spread: f64| {
            0.5 * ((value.ln() - centre.ln()) / spread).powi(2)
        };
        -0.5 * covariance.determinant().ln()
            - 0.5 * level.ln()
            - 0.5 * (rows - 1) as f64 * left.ln()
            - prior(linear, 0.5, 2.0)
            - prior(w[0], 0.15, 1.5)
            - prior(w[1], 0.15, 1.5)
            - prior(noise, 1.0, 3.0)
    };
    // The ratio of noise is not kept: take the best one.
    let best_noise = |linear: f64, w: [f64; 2]| {
        let noises = (-60..20).map(|i| (f64::from(i) / 10.0).exp());
        noises.map(|noise| density(linear, w, noise)).fold(f64::NEG_INFINITY, f64::max)
    };
    let w = [found.relevance[0], found.relevance[1]];
    let top = best_noise(found.linear, w);
    for step in [0.7, 1.0 / 0.7] {
        assert!(best_noise(found.linear * step, w) < top, "linear times {step}");
        assert!(best_noise(found.linear, [w[0] * step, w[1]]) < top, "first times {step}");
        assert!(best_noise(found.linear, [w[0], w[1] * step]) < top, "second times {step}");
    }
    assert!(w[0] > 5.0 * w[1], "{w:?}");
}

/// A smooth function of two numbers on 300 rows: a quarter as many inducing points lose next to nothing.
#[test]
fn fewer_inducing_points_give_nearly_the_same_fit() {
    let rows = 160;
    let columns = vec![normals(rows, 0), normals(rows, 1)];
    let outcome: Vec<f64> = (0..rows)
        .map(|row| {
            let (a, b) = (columns[0][row], columns[1][row]);
            a * b + a.sin() + 0.5 * normals(rows, 2)[row]
        })
        .collect();
    let weights = Weights::equal(rows);
    let fit = |points: usize| {
        let size = KernelSize { learning_rows: 60, inducing_points: points, steps: 15 };
        let kernel = Kernel::new(&columns, &weights, std::slice::from_ref(&outcome), size).unwrap();
        fitted(&kernel, &weights, &outcome)
    };
    let (few, many) = (fit(40), fit(160));
    let square: f64 = few.iter().zip(&many).map(|(a, b)| (a - b) * (a - b)).sum();
    let difference = (square / rows as f64).sqrt();
    assert!(difference < 0.05, "{difference}");
}

#[test]
fn columns_that_do_not_vary_or_are_few_give_no_basis() {
    let weights = Weights::equal(10);
    assert!(Spline::new(&[1.0; 10], &weights).is_none());
    let columns = [vec![1.0; 10], normals(10, 0)];
    let outcomes = [normals(10, 1)];
    assert!(Kernel::new(&columns, &weights, &outcomes, KernelSize::default()).is_none());
}
