//! A fit is checked by putting back what was asked: the percentiles through the distribution functions of statrs,
//! not through the code that fitted them.

use super::Distribution;
use statrs::function::beta::beta_reg;
use statrs::function::erf::erf;
use statrs::function::gamma::gamma_lr;

#[track_caller]
fn assert_close(found: f64, expected: f64, relative: f64) {
    let error = (found - expected).abs();
    assert!(error <= relative * expected.abs(), "found {found:e}, expected {expected:e}");
}

/// A distribution function independent of ours.
fn reference_cdf(distribution: &Distribution, x: f64) -> f64 {
    match distribution {
        Distribution::Lognormal { mu, sigma } => {
            0.5 * (1.0 + erf((x.ln() - mu) / sigma / std::f64::consts::SQRT_2))
        }
        Distribution::Gamma { shape, scale } => gamma_lr(*shape, x / scale),
        Distribution::Beta { a, b } => beta_reg(*a, *b, x),
        other => panic!("not fitted: {other:?}"),
    }
}

#[track_caller]
fn assert_percentiles(fitted: Option<Distribution>, p5: f64, p95: f64) {
    let fitted = fitted.unwrap_or_else(|| panic!("nothing fits {p5} and {p95}"));
    assert_close(reference_cdf(&fitted, p5), 0.05, 1e-7);
    assert_close(reference_cdf(&fitted, p95), 0.95, 1e-7);
    assert_close(fitted.quantile(0.05), p5, 1e-8);
    assert_close(fitted.quantile(0.95), p95, 1e-8);
}

#[test]
fn percentiles_of_positive_quantities_are_put_back() {
    for (p5, p95) in
        [(0.9, 1.1), (38.0, 58.0), (1.0, 10.0), (1e-3, 2.0), (1e-6, 1e4), (4_000.0, 4_100.0)]
    {
        assert_percentiles(Distribution::lognormal_from_p5_p95(p5, p95), p5, p95);
        assert_percentiles(Distribution::gamma_from_p5_p95(p5, p95), p5, p95);
    }
}

#[test]
fn percentiles_of_shares_are_put_back() {
    for (p5, p95) in [
        (0.2, 0.6),
        (0.85, 0.95),
        (0.001, 0.01),
        (0.01, 0.99),
        (0.0001, 0.9),
        (0.3, 0.9999),
        (0.499, 0.501),
        (0.98, 0.999),
        (1e-6, 1.0 - 1e-6),
    ] {
        assert_percentiles(Distribution::beta_from_p5_p95(p5, p95), p5, p95);
    }
}

/// The percentiles of Beta(2, 2) (mpmath: 0.135350362171584 and its mirror image), of an exponential number
/// (-ln 0.95, -ln 0.05) and of a uniform one.
#[test]
fn known_distributions_are_found_again() {
    let low = 0.135_350_362_171_583_78;
    let Some(Distribution::Beta { a, b }) = Distribution::beta_from_p5_p95(low, 1.0 - low) else {
        panic!("no beta")
    };
    assert_close(a, 2.0, 1e-9);
    assert_close(b, 2.0, 1e-9);
    let Some(Distribution::Beta { a, b }) = Distribution::beta_from_p5_p95(0.05, 0.95) else {
        panic!("no beta")
    };
    assert_close(a, 1.0, 1e-9);
    assert_close(b, 1.0, 1e-9);
    let exponential = Distribution::gamma_from_p5_p95(-3.0 * 0.95_f64.ln(), -3.0 * 0.05_f64.ln());
    let Some(Distribution::Gamma { shape, scale }) = exponential else { panic!("no gamma") };
    assert_close(shape, 1.0, 1e-9);
    assert_close(scale, 3.0, 1e-9);
}

#[test]
fn means_and_standard_deviations_are_put_back() {
    for (mean, sd) in [(5.0, 1.0), (0.9, 0.03), (1e-4, 1e-5), (2e6, 9e6), (0.2, 0.35)] {
        let mut fitted = vec![
            Distribution::lognormal_from_mean_sd(mean, sd),
            Distribution::gamma_from_mean_sd(mean, sd),
        ];
        if mean < 1.0 {
            fitted.push(Distribution::beta_from_mean_sd(mean, sd));
        }
        for distribution in fitted {
            let distribution = distribution.expect("possible");
            assert_close(distribution.mean(), mean, 1e-13);
            assert_close(distribution.sd(), sd, 1e-11);
        }
    }
}

/// Mean 0.9 and sd 0.03: n = 0.09 / 0.0009 - 1 = 99, so a = 89.1 and b = 9.9.
#[test]
fn a_beta_from_mean_and_sd_worked_by_hand() {
    let Some(Distribution::Beta { a, b }) = Distribution::beta_from_mean_sd(0.9, 0.03) else {
        panic!("no beta")
    };
    assert_close(a, 89.1, 1e-12);
    assert_close(b, 9.9, 1e-12);
}

#[test]
fn impossible_requests_have_no_answer() {
    for (mean, sd) in
        [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)]
    {
        assert_eq!(Distribution::lognormal_from_mean_sd(mean, sd), None);
        assert_eq!(Distribution::gamma_from_mean_sd(mean, sd), None);
    }
    // The largest spread of a share with mean 0.2 is sqrt(0.2 * 0.8) = 0.4.
    for (mean, sd) in [(0.2, 0.4), (0.2, 0.5), (1.0, 0.1), (1.2, 0.1), (0.0, 0.1), (0.5, 0.0)] {
        assert_eq!(Distribution::beta_from_mean_sd(mean, sd), None);
    }
    for (p5, p95) in
        [(2.0, 1.0), (1.0, 1.0), (0.0, 1.0), (-1.0, 1.0), (1.0, f64::NAN), (1.0, f64::INFINITY)]
    {
        assert_eq!(Distribution::lognormal_from_p5_p95(p5, p95), None);
        assert_eq!(Distribution::gamma_from_p5_p95(p5, p95), None);
    }
    for (p5, p95) in [(0.5, 0.4), (0.4, 0.4), (0.0, 0.4), (0.4, 1.0), (0.4, f64::NAN)] {
        assert_eq!(Distribution::beta_from_p5_p95(p5, p95), None);
    }
}
