use super::*;
use crate::random::{Generator, Purpose, Site};

#[track_caller]
fn assert_close(found: Option<f64>, expected: f64, relative: f64) {
    let found = found.expect("known");
    assert!((found - expected).abs() <= relative * expected.abs(), "{found} not {expected}");
}

/// Neumaier's own example: in plain summation the ones are lost.
#[test]
fn sums_are_compensated() {
    assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
    assert_eq!(sum([0.1; 10]), 1.0);
    assert_eq!(sum([]), 0.0);
}

/// NIST Statistical Reference Datasets, NumAcc3: 1000000.2, then 1000000.1 and 1000000.3 in turn, 1001 values;
/// certified mean 1000000.2, standard deviation 0.1.
#[test]
fn nist_numerical_accuracy_3() {
    let mut values = vec![1_000_000.2];
    (0..500).for_each(|_| values.extend([1_000_000.1, 1_000_000.3]));
    assert_close(mean(&values), 1_000_000.2, 2.5e-16);
    // The values themselves are rounded to 1e-10 of their distance from the mean.
    assert_close(standard_deviation(&values), 0.1, 1e-9);
    assert_close(standard_error(&values), 0.1 / 1001.0_f64.sqrt(), 1e-9);
}

#[test]
fn one_draw_has_a_mean_and_quantiles_and_no_error() {
    let one = [3.0];
    assert_eq!(
        (mean(&one), standard_deviation(&one), standard_error(&one)),
        (Some(3.0), None, None)
    );
    assert_eq!((quantile(&one, 0.05), quantile(&one, 0.95)), (Some(3.0), Some(3.0)));
    assert_eq!(QuantileError::new(1, 0.5).of(&one), None);
    assert_eq!(quantile_interval(&one, 0.5, 0.9), None);
    assert_eq!(probability_error(1, 1), None);
}

#[test]
fn nothing_has_nothing() {
    assert_eq!(
        (mean(&[]), quantile(&[], 0.5), quantile_interval(&[], 0.5, 0.9)),
        (None, None, None)
    );
    assert_eq!(QuantileError::new(0, 0.5).of(&[]), None);
    assert_eq!(wilson_interval(0, 0, 0.95), (0.0, 1.0));
}

#[test]
fn equal_values_have_no_spread() {
    let same = [0.1; 7];
    assert_eq!((standard_deviation(&same), quantile(&same, 0.3)), (Some(0.0), Some(0.1)));
    assert!(QuantileError::new(7, 0.5).of(&same).is_some_and(|error| error < 1e-15));
}

/// R: `quantile(1:10, c(0, .05, .25, .5, .95, 1))` gives 1.00 1.45 3.25 5.50 9.55 10.00 (type 7).
#[test]
fn quantiles_are_those_of_r() {
    let values: Vec<f64> = (1..=10).map(f64::from).collect();
    for (p, expected) in
        [(0.0, 1.0), (0.05, 1.45), (0.25, 3.25), (0.5, 5.5), (0.95, 9.55), (1.0, 10.0)]
    {
        assert_close(quantile(&values, p), expected, 1e-15);
    }
}

/// Worked with mpmath from the formula of Maritz & Jarrett: ten values, median, m = 5; lower quartile, m = 3.
#[test]
fn maritz_jarrett_on_ten_values() {
    let values = [1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 22.0, 29.0, 37.0, 46.0];
    assert_close(QuantileError::new(10, 0.5).of(&values), 6.898_386_293_972_857, 1e-12);
    assert_close(QuantileError::new(10, 0.25).of(&values), 4.190_793_109_898_888, 1e-12);
    assert_eq!(QuantileError::new(9, 0.5).of(&values), None);
}

/// Large samples: sqrt(p (1 - p) / n) / density; for the median of a normal sqrt(pi / (2 n)), for the 95%
/// quantile of an exponential sqrt(0.95 * 0.05 / n) / 0.05.
#[test]
fn quantile_errors_come_close_to_the_asymptotic_ones() {
    let n = 2001;
    let share = |i: usize| (i as f64 + 0.5) / n as f64;
    let normal: Vec<f64> = (0..n).map(|i| normal_quantile(share(i))).collect();
    let expected = (std::f64::consts::PI / (2.0 * n as f64)).sqrt();
    assert_close(QuantileError::new(n, 0.5).of(&normal), expected, 0.01);
    let exponential: Vec<f64> = (0..n).map(|i| -(1.0 - share(i)).ln()).collect();
    let expected = (0.95 * 0.05 / n as f64).sqrt() / 0.05;
    assert_close(QuantileError::new(n, 0.95).of(&exponential), expected, 0.02);
}

/// Exact binomial sums (mpmath 1.3): the 95% interval of a median runs from the 6th to the 15th of 20 values, from
/// the 40th to the 61st of 100, from the first to the last of 6; five are too few. 90% for the 95% quantile of
/// 100: 91st to 99th; 20 are too few above.
#[test]
fn intervals_of_quantiles_are_order_statistics() {
    let places = |n: u32| (1..=n).map(f64::from).collect::<Vec<f64>>();
    assert_eq!(quantile_interval(&places(20), 0.5, 0.95), Some((6.0, 15.0)));
    assert_eq!(quantile_interval(&places(100), 0.5, 0.95), Some((40.0, 61.0)));
    assert_eq!(quantile_interval(&places(6), 0.5, 0.95), Some((1.0, 6.0)));
    assert_eq!(quantile_interval(&places(5), 0.5, 0.95), None);
    assert_eq!(quantile_interval(&places(100), 0.95, 0.9), Some((91.0, 99.0)));
    assert_eq!(quantile_interval(&places(20), 0.95, 0.9), None);
}

/// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
/// table I, method 3.
#[test]
fn wilson_intervals_of_newcombe() {
    for (successes, n, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let found = wilson_interval(successes, n, 0.95);
        assert!((found.0 - low).abs() < 6e-5 && (found.1 - high).abs() < 6e-5, "{found:?}");
        let mirrored = wilson_interval(n - successes, n, 0.95);
        assert!((mirrored.0 - 1.0 + high).abs() < 6e-5 && (mirrored.1 - 1.0 + low).abs() < 6e-5);
    }
}

#[test]
fn errors_of_probabilities_by_hand() {
    // sqrt(0.2 * 0.8 / 100) = 0.04.
    assert_close(probability_error(20, 100), 0.04, 1e-15);
    assert_eq!(probability_error(0, 100), Some(0.0));
}

/// Of 2,000 samples of 50 exponential numbers the 90% intervals must cover the true values in 90% at least (order
/// statistics) or about 90% (mean, by the central limit theorem some points less for a skew sample); the
/// binomial standard deviation of the share is 0.0067.
#[test]
fn intervals_cover_as_often_as_they_say() {
    let (mut quantiles, mut means) = (0, 0);
    for draw in 0..2000 {
        let mut generator = Generator::new(9, draw);
        let mut value = |i| {
            generator
                .block(Site { area_key: 0, household: i }, Purpose::Design, 0, 0)
                .exponential(0)
        };
        let sample: Vec<f64> = (0..50).map(&mut value).collect();
        let (low, high) = quantile_interval(&sorted(&sample), 0.5, 0.9).expect("enough");
        let median = std::f64::consts::LN_2;
        quantiles += usize::from(low <= median && median <= high);
        let error = standard_error(&sample).expect("enough");
        means += usize::from((mean(&sample).expect("some") - 1.0).abs() <= 1.645 * error);
    }
    let (quantiles, means) = (quantiles as f64 / 2000.0, means as f64 / 2000.0);
    assert!(quantiles > 0.88 && quantiles < 0.96, "{quantiles}");
    assert!(means > 0.85 && means < 0.92, "{means}");
}

/// For the median of n values the ends are mirror images, and a whole order has the probability of the exact
/// interval: from the 40th to the 61st of 100, which cover 1 - 2 P(Binomial(100, 1/2) <= 39) = 1 - 2 * 0.01760010 of
/// medians (exact sums of binomial coefficients).
#[test]
fn fractional_intervals_meet_the_exact_ones_at_whole_orders() {
    let places: Vec<f64> = (1..=100).map(f64::from).collect();
    let (low, high) = fractional_interval(&places, 0.5, 0.964_799_8, 100.0).expect("enough");
    assert!((low - 40.0).abs() < 1e-5 && (high - 61.0).abs() < 1e-5, "{low} {high}");
    // Half as many independent draws: orders of 50, stretched; wider by about the root of two.
    let (low, high) = fractional_interval(&places, 0.5, 0.9, 50.0).expect("enough");
    let (inner, outer) = fractional_interval(&places, 0.5, 0.9, 100.0).expect("enough");
    assert!(((high - low) / (outer - inner) - 2.0_f64.sqrt()).abs() < 0.02);
    assert!((low + high - 101.0).abs() < 1e-6);
    // 0.95^58 is above 0.05, 0.95^59 below: 59 draws are the fewest with a 90% interval of the 95% quantile.
    let some = |n: u32| {
        let values: Vec<f64> = (1..=n).map(f64::from).collect();
        fractional_interval(&values, 0.95, 0.9, f64::from(n)).is_some()
    };
    assert!(!some(58) && some(59));
}

/// 4,000 samples each: the 90% intervals of five quantiles cover in 88 to 92% (standard deviation of the share
/// 0.5%), for 100 and for 300 skew numbers.
#[test]
fn fractional_intervals_cover_as_often_as_they_say() {
    let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95];
    for n in [100, 300] {
        let mut covered = [0_usize; 5];
        for sample in 0..4000 {
            let mut generator = Generator::new(11, sample);
            let site = Site { area_key: 0, household: n };
            let mut value = |i| generator.block(site, Purpose::Design, i, 0).exponential(0);
            let values = sorted(&(0..n).map(&mut value).collect::<Vec<f64>>());
            for (covered, p) in covered.iter_mut().zip(quantiles) {
                let (low, high) =
                    fractional_interval(&values, p, 0.9, f64::from(n)).expect("enough");
                let truth = -(1.0 - p).ln();
                *covered += usize::from(low <= truth && truth <= high);
            }
        }
        for (covered, p) in covered.iter().zip(quantiles) {
            let share = *covered as f64 / 4000.0;
            assert!(share > 0.88 && share < 0.92, "{n} draws, {p}: {share}");
        }
    }
}

/// A share of draws that are worth fewer: the interval of the fewer.
#[test]
fn wilson_intervals_take_the_number_of_draws_that_counts() {
    assert_eq!(wilson_interval_of_share(0.2, 50.0, 0.95), wilson_interval(10, 50, 0.95));
    let (low, high) = wilson_interval_of_share(0.0, 20.0, 0.95);
    assert!(low == 0.0 && (high - 0.1611).abs() < 6e-5);
}

/// As many independent values: the weights of independent ones. Copies of values: the error of the values.
#[test]
fn quantile_errors_of_dependent_values_are_those_of_what_they_are_worth() {
    let values: Vec<f64> =
        (0..150).map(|i| normal_quantile((f64::from(i) + 0.5) / 150.0)).collect();
    for p in [0.05, 0.5, 0.95] {
        let expected = QuantileError::new(150, p).of(&values).expect("known");
        assert_close(QuantileError::of_dependent(150, p, 150.0).of(&values), expected, 1e-5);
        let copies: Vec<f64> = values.iter().flat_map(|value| [*value; 20]).collect();
        let error = QuantileError::of_dependent(3000, p, 150.0).of(&copies);
        assert_close(error, expected, 0.05);
    }
}
