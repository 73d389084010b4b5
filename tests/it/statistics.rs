//! What tests of chance need: means with their errors, and chi-square tests.
//!
//! Critical values are those of statrs' inverse chi-square distribution; its own check here is against the
//! printed table in the NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.4.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

/// A mean over independent runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    pub mean: f64,
    pub standard_error: f64,
}

pub fn mean(values: &[f64]) -> Mean {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    Mean { mean, standard_error: (squares / (n - 1.0) / n).sqrt() }
}

/// Distance of two means in standard errors of their difference.
pub fn distance(a: Mean, b: Mean) -> f64 {
    (a.mean - b.mean) / a.standard_error.hypot(b.standard_error)
}

/// Largest distance between the distribution of numbers and the standard normal one (Kolmogorov 1933).
pub fn kolmogorov(values: &[f64]) -> f64 {
    let normal = Normal::standard();
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    let n = ascending.len() as f64;
    let apart = |(below, value): (usize, &f64)| {
        let p = normal.cdf(*value);
        (p - below as f64 / n).max((below + 1) as f64 / n - p)
    };
    ascending.iter().enumerate().map(apart).fold(0.0, f64::max)
}

/// Quantiles of the normal distribution in the middle of n equal steps are half a step away from it.
#[test]
fn the_distance_from_the_normal_distribution_is_that_of_steps() {
    let quantile = |p: f64| Normal::standard().inverse_cdf(p);
    let steps: Vec<f64> = (0..10).map(|step| quantile((step as f64 + 0.5) / 10.0)).collect();
    assert!((kolmogorov(&steps) - 0.05).abs() < 1e-9);
    assert!((kolmogorov(&[quantile(0.3)]) - 0.7).abs() < 1e-9);
}

/// The value that a chi-square number with these degrees of freedom passes with a chance of 0.001.
pub fn chi_square_critical(degrees: usize) -> f64 {
    let distribution = ChiSquared::new(degrees as f64).expect("at least one degree of freedom");
    distribution.inverse_cdf(0.999)
}

/// Pearson's statistic of counts against probabilities that add up to 1, cells with fewer than five expected
/// taken together.
pub fn chi_square(counts: &[u64], probabilities: &[f64]) -> (f64, usize) {
    let n = counts.iter().sum::<u64>() as f64;
    let (mut statistic, mut cells) = (0.0, 0);
    let (mut rare_count, mut rare_expected) = (0.0, 0.0);
    let mut add = |count: f64, expected: f64| {
        statistic += (count - expected).powi(2) / expected;
        cells += 1;
    };
    for (count, probability) in counts.iter().zip(probabilities) {
        let expected = n * probability;
        if expected < 5.0 {
            rare_count += *count as f64;
            rare_expected += expected;
        } else {
            add(*count as f64, expected);
        }
    }
    if rare_expected >= 5.0 {
        add(rare_count, rare_expected);
    } else {
        // Too few to weigh, but impossible cells must be empty.
        let most = 5.0 + 5.0 * rare_expected.sqrt();
        assert!(rare_count == 0.0 || rare_count < most && rare_expected > 0.0, "{counts:?}");
    }
    (statistic, cells - 1)
}

/// Panics where counts do not follow the probabilities at alpha = 0.001.
pub fn assert_follows(name: &str, counts: &[u64], probabilities: &[f64]) {
    let total: f64 = probabilities.iter().sum();
    assert!((total - 1.0).abs() < 1e-9, "{name}: probabilities add up to {total}");
    let (statistic, degrees) = chi_square(counts, probabilities);
    let critical = chi_square_critical(degrees);
    println!("{name:<58} chi-square {statistic:>7.2} with {degrees:>2} df, critical {critical:.2}");
    assert!(statistic < critical, "{name}: {statistic} is above {critical}: {counts:?}");
}

/// Rows of the printed table for alpha = 0.001.
#[test]
fn critical_values_are_those_of_the_printed_table() {
    for (degrees, printed) in [(1, 10.828), (3, 16.266), (10, 29.588), (30, 59.703)] {
        assert!((chi_square_critical(degrees) - printed).abs() < 0.001, "{degrees}");
    }
}
