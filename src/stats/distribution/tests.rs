//! Expected values are closed forms, printed tables, or 40-digit results of mpmath 1.3 (incomplete gamma and beta
//! functions inverted by bisection); distribution functions to compare with are those of statrs.

use super::Distribution;
use crate::random::{Generator, Purpose, Site, unit};
use rand::Rng;
use statrs::function::beta::beta_reg;
use statrs::function::erf::erf;
use statrs::function::gamma::gamma_lr;

const INFINITY: f64 = f64::INFINITY;

fn normal(mean: f64, sd: f64, min: f64, max: f64) -> Distribution {
    Distribution::Normal { mean, sd, min, max }
}

fn standard_normal() -> Distribution {
    normal(0.0, 1.0, -INFINITY, INFINITY)
}

fn gamma(shape: f64, scale: f64) -> Distribution {
    Distribution::Gamma { shape, scale }
}

fn beta(a: f64, b: f64) -> Distribution {
    Distribution::Beta { a, b }
}

#[track_caller]
fn assert_close(found: f64, expected: f64, relative: f64) {
    let error = (found - expected).abs();
    assert!(error <= relative * expected.abs(), "found {found:e}, expected {expected:e}");
}

#[test]
fn normal_quantiles_equal_high_precision_values() {
    for (u, expected) in [
        (1e-20, -9.262_340_089_798_407),
        (0.025, -1.959_963_984_540_054_2),
        (0.3, -0.524_400_512_708_040_8),
        (0.999, 3.090_232_306_167_813_5),
    ] {
        assert_close(standard_normal().quantile(u), expected, 2e-15);
    }
}

#[test]
fn gamma_quantiles_equal_high_precision_values() {
    for (shape, u, expected) in [
        (0.05, 0.3, 2.037_897_188_732_663_2e-11),
        (0.7, 0.001, 4.517_063_296_519_886e-5),
        (0.7, 0.5, 0.407_423_748_476_441_3),
        (0.7, 0.999, 6.063_739_563_887_276),
        (2.5, 1e-8, 1.020_368_612_468_265_7e-3),
        (30.0, 0.95, 39.540_972_243_924_365),
        (400.0, 0.05, 367.681_174_061_748_94),
    ] {
        assert_close(gamma(shape, 1.0).quantile(u), expected, 1e-13);
    }
}

#[test]
fn beta_quantiles_equal_high_precision_values() {
    for (a, b, u, expected) in [
        (2.0, 2.0, 0.05, 0.135_350_362_171_583_78),
        (0.3, 4.0, 0.5, 0.019_778_314_565_049_346),
        (0.3, 0.4, 0.75, 0.829_510_548_473_150_5),
        (120.0, 30.0, 0.01, 0.718_771_134_664_484_7),
        (1.5, 0.2, 0.6, 0.994_087_761_649_443_5),
        (3.0, 5.0, 1e-6, 0.003_066_504_765_756_63),
    ] {
        assert_close(beta(a, b).quantile(u), expected, 1e-13);
    }
}

/// Abramowitz & Stegun, table 26.8: chi-square with n degrees of freedom is Gamma(n / 2, scale 2).
#[test]
fn chi_square_table() {
    for (degrees, u, expected) in [
        (1.0, 0.95, 3.84146),
        (2.0, 0.99, 9.21034),
        (5.0, 0.05, 1.145476),
        (10.0, 0.95, 18.3070),
        (10.0, 0.01, 2.55821),
        (30.0, 0.999, 59.7031),
        (100.0, 0.95, 124.342),
    ] {
        assert_close(gamma(degrees / 2.0, 2.0).quantile(u), expected, 5e-6);
    }
}

/// P(X <= m) = 1/2 where X^a, or 1 - (1 - X)^b, is uniform; and by symmetry.
#[test]
fn beta_medians_with_a_closed_form() {
    for shape in [0.01, 0.2, 1.0, 3.5, 40.0, 2e4] {
        assert_close(beta(shape, 1.0).quantile(0.5), 0.5_f64.powf(1.0 / shape), 2e-14);
        assert_close(beta(1.0, shape).quantile(0.5), 1.0 - 0.5_f64.powf(1.0 / shape), 1e-11);
        assert_close(beta(shape, shape).quantile(0.5), 0.5, 1e-13);
    }
}

/// The shares u on which quantiles are tried: both tails and the middle.
fn shares() -> impl Iterator<Item = f64> {
    let tails = [1e-300, 1e-100, 1e-16, 1e-12, 1e-8, 1e-4].into_iter();
    let middle = (1..200).map(|i| f64::from(i) / 200.0);
    let upper = [1e-4, 1e-8, 1e-12].into_iter().map(|tail| 1.0 - tail);
    tails.chain(middle).chain(upper)
}

/// The quantile at u lies within 1e-10 of itself (and `absolute`, the rounding of a shifted scale) of where the
/// distribution function passes u.
#[track_caller]
fn assert_round_trip(distribution: &Distribution, absolute: f64) {
    let (low, high) = distribution.support();
    let mut last = low;
    for u in shares() {
        let x = distribution.quantile(u);
        assert!(x >= last && x <= high && !x.is_nan(), "{distribution:?} at {u}: {x} after {last}");
        last = x;
        if x == low || x < 1e-290 {
            continue;
        }
        let step = 1e-10 * x.abs() + absolute;
        let (below, above) = (distribution.cdf(x - step), distribution.cdf(x + step));
        // The distribution function of a shifted scale is a difference of numbers near 1.
        let slack = 1e-13 * u + if absolute > 0.0 { 1e-15 } else { 0.0 };
        assert!(below <= u + slack && u <= above + slack, "{distribution:?} at {u}: x {x:e}");
    }
}

#[test]
fn gamma_round_trips() {
    for shape in [1e-3, 0.01, 0.3, 0.7, 0.99, 1.0, 1.01, 2.0, 7.5, 30.0, 99.0, 1e3, 1e5] {
        assert_round_trip(&gamma(shape, 1.0), 0.0);
        assert_round_trip(&gamma(shape, 1.0 / shape), 0.0);
    }
}

#[test]
fn beta_round_trips() {
    let shapes = [1e-3, 0.05, 0.5, 0.99, 1.0, 1.2, 3.0, 20.0, 400.0, 3e4];
    for a in shapes {
        for b in shapes {
            assert_round_trip(&beta(a, b), 0.0);
        }
    }
}

#[test]
fn other_round_trips() {
    for distribution in [
        Distribution::Pert { min: 38.0, mode: 46.0, max: 58.0 },
        Distribution::Pert { min: -1.0, mode: -1.0, max: 3.0 },
        Distribution::Triangular { min: 0.0, mode: 1.0, max: 4.0 },
        Distribution::Triangular { min: 2.0, mode: 2.0, max: 4.0 },
        Distribution::Triangular { min: 2.0, mode: 4.0, max: 4.0 },
        Distribution::Uniform { min: 5.0, max: 9.0 },
        Distribution::Lognormal { mu: 3.0, sigma: 0.5 },
        Distribution::Lognormal { mu: -7.0, sigma: 2.0 },
        normal(10.0, 2.0, -INFINITY, INFINITY),
        normal(10.0, 2.0, 0.0, INFINITY),
        normal(10.0, 2.0, 9.0, 10.5),
        normal(0.9, 0.4, 0.0, 1.0),
        normal(0.0, 1.0, 8.0, INFINITY),
        normal(0.0, 1.0, 8.0, 8.01),
        normal(50.0, 1.0, 40.0, 42.0),
        normal(3.0, 1.0, 2.999, 3.002),
    ] {
        let scale = distribution.mean().abs() + distribution.sd();
        assert_round_trip(&distribution, 1e-15 * scale);
    }
}

/// The two shapes of a degenerate PERT: all three equal, and the median of a symmetric one.
#[test]
fn a_pert_without_a_range_is_a_constant() {
    for distribution in [
        Distribution::Pert { min: 7.0, mode: 7.0, max: 7.0 },
        Distribution::Triangular { min: 7.0, mode: 7.0, max: 7.0 },
        Distribution::Uniform { min: 7.0, max: 7.0 },
        normal(7.0, 0.0, -INFINITY, INFINITY),
        normal(9.0, 1.0, 7.0, 7.0),
    ] {
        for u in [1e-12, 0.3, 0.999] {
            assert_eq!(distribution.quantile(u), 7.0, "{distribution:?}");
        }
        assert_eq!((distribution.mean(), distribution.sd()), (7.0, 0.0), "{distribution:?}");
        assert_eq!((distribution.cdf(6.99), distribution.cdf(7.0)), (0.0, 1.0));
    }
}

#[test]
fn discrete_values_come_in_their_own_order_and_never_with_probability_zero() {
    let distribution = Distribution::Discrete {
        values: vec![5.0, -1.0, 2.0, 9.0],
        probs: vec![0.25, 0.5, 0.25, 0.0],
    };
    for (u, expected) in
        [(1e-9, -1.0), (0.5, -1.0), (0.51, 2.0), (0.75, 2.0), (0.76, 5.0), (1.0 - 1e-16, 5.0)]
    {
        assert_eq!(distribution.quantile(u), expected, "at {u}");
    }
    assert_eq!(distribution.support(), (-1.0, 5.0));
    // -1/2 + 2/4 + 5/4; squares 1/2 + 4/4 + 25/4 = 7.75, less 1.25^2.
    assert_eq!(distribution.mean(), 1.25);
    assert_close(distribution.sd(), (7.75_f64 - 1.5625).sqrt(), 1e-15);
    assert_eq!(distribution.cdf(1.9), 0.5);
}

/// Moments against midpoint integrals of the quantile function: E f(X) is the integral of f(q(u)) du.
#[test]
fn means_and_standard_deviations_are_integrals_of_the_quantile_function() {
    for distribution in [
        Distribution::Pert { min: 38.0, mode: 46.0, max: 58.0 },
        Distribution::Triangular { min: 0.0, mode: 1.0, max: 4.0 },
        Distribution::Uniform { min: 5.0, max: 9.0 },
        Distribution::Lognormal { mu: 1.0, sigma: 0.4 },
        gamma(0.7, 2.0),
        gamma(12.0, 0.5),
        beta(2.0, 5.0),
        beta(0.6, 0.8),
        standard_normal(),
        normal(10.0, 2.0, 9.0, 10.5),
        normal(0.9, 0.4, 0.0, 1.0),
        normal(0.0, 1.0, 2.0, INFINITY),
        normal(0.0, 1.0, -3.0, -2.98),
    ] {
        let n = 20_000;
        let values: Vec<f64> =
            (0..n).map(|i| distribution.quantile((f64::from(i) + 0.5) / f64::from(n))).collect();
        let mean = values.iter().sum::<f64>() / f64::from(n);
        let square = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n);
        let sd = distribution.sd();
        assert!((distribution.mean() - mean).abs() < 2e-4 * sd, "{distribution:?}: {mean}");
        assert_close(square.sqrt(), sd, 2e-3);
    }
}

/// Half-normal: mean sqrt(2 / pi), variance 1 - 2 / pi. Interval of one standard deviation far out: mpmath.
#[test]
fn truncated_normal_moments_in_closed_form() {
    let half = normal(0.0, 1.0, 0.0, INFINITY);
    assert_close(half.mean(), (2.0 / std::f64::consts::PI).sqrt(), 1e-15);
    assert_close(half.sd(), (1.0 - 2.0 / std::f64::consts::PI).sqrt(), 1e-15);
    let mirrored = normal(3.0, 2.0, -INFINITY, 3.0);
    assert_close(mirrored.mean(), 3.0 - 2.0 * (2.0 / std::f64::consts::PI).sqrt(), 1e-15);
    let flat = normal(5.0, 1e4, 4.0, 6.0);
    assert_close(flat.mean(), 5.0, 1e-12);
    assert_close(flat.sd(), 2.0 / 12.0_f64.sqrt(), 1e-8);
}

/// Critical value of the Kolmogorov-Smirnov statistic times sqrt(n) at a probability of 0.001: 1.9495 (Smirnov,
/// "Table for estimating the goodness of fit of empirical distributions", Annals of Mathematical Statistics
/// 19, 1948: L(1.95) = 0.9990).
const KOLMOGOROV_SMIRNOV_001: f64 = 1.9495;

fn kolmogorov_smirnov(distribution: &Distribution, cdf: &dyn Fn(f64) -> f64) -> f64 {
    let n = 20_000_u32;
    let mut generator = Generator::new(20_150_101, 0);
    let site = Site { area_key: 1, household: 0 };
    let mut stream = generator.stream(site, Purpose::Design, 0, 0);
    let mut values: Vec<f64> =
        (0..n).map(|_| distribution.quantile(unit(stream.next_u64()).max(1e-300))).collect();
    values.sort_by(f64::total_cmp);
    let gap = |(i, x): (usize, &f64)| {
        let (p, i, n) = (cdf(*x), i as f64, f64::from(n));
        (p - i / n).abs().max((p - (i + 1.0) / n).abs())
    };
    let worst = values.iter().enumerate().map(gap).fold(0.0, f64::max);
    worst * f64::from(n).sqrt()
}

type Cdf = Box<dyn Fn(f64) -> f64>;

/// Distribution functions of statrs for every continuous kind.
#[test]
fn every_kind_passes_kolmogorov_smirnov() {
    let phi = |x: f64| 0.5 * (1.0 + erf(x / std::f64::consts::SQRT_2));
    let cases: Vec<(Distribution, Cdf)> = vec![
        (
            // Shapes 1 + 4 * 8 / 20 = 2.6 and 1 + 4 * 12 / 20 = 3.4.
            Distribution::Pert { min: 38.0, mode: 46.0, max: 58.0 },
            Box::new(|x| beta_reg(2.6, 3.4, (x - 38.0) / 20.0)),
        ),
        (
            Distribution::Triangular { min: 0.0, mode: 1.0, max: 4.0 },
            Box::new(|x| if x < 1.0 { x * x / 4.0 } else { 1.0 - (4.0 - x).powi(2) / 12.0 }),
        ),
        (Distribution::Uniform { min: 5.0, max: 9.0 }, Box::new(|x| (x - 5.0) / 4.0)),
        (normal(10.0, 2.0, -INFINITY, INFINITY), Box::new(move |x| phi((x - 10.0) / 2.0))),
        (
            normal(10.0, 2.0, 9.0, 13.0),
            Box::new(move |x| (phi((x - 10.0) / 2.0) - phi(-0.5)) / (phi(1.5) - phi(-0.5))),
        ),
        (
            Distribution::Lognormal { mu: 1.0, sigma: 0.4 },
            Box::new(move |x| phi((x.ln() - 1.0) / 0.4)),
        ),
        (gamma(0.7, 2.0), Box::new(|x| gamma_lr(0.7, x / 2.0))),
        (gamma(25.0, 0.1), Box::new(|x| gamma_lr(25.0, x / 0.1))),
        (beta(2.0, 5.0), Box::new(|x| beta_reg(2.0, 5.0, x))),
        (beta(0.4, 0.8), Box::new(|x| beta_reg(0.4, 0.8, x))),
    ];
    for (distribution, cdf) in &cases {
        let statistic = kolmogorov_smirnov(distribution, cdf);
        assert!(statistic < KOLMOGOROV_SMIRNOV_001, "{distribution:?}: {statistic}");
    }
}

#[test]
fn kolmogorov_smirnov_sees_a_shape_that_is_a_tenth_off() {
    let statistic = kolmogorov_smirnov(&gamma(0.77, 2.0), &|x| gamma_lr(0.7, x / 2.0));
    assert!(statistic > KOLMOGOROV_SMIRNOV_001, "{statistic}");
}

#[test]
fn a_discrete_distribution_passes_a_chi_square_test() {
    let probs = vec![0.1, 0.2, 0.3, 0.4];
    let distribution =
        Distribution::Discrete { values: vec![0.0, 1.0, 2.0, 3.0], probs: probs.clone() };
    let mut generator = Generator::new(5, 0);
    let mut stream = generator.stream(Site { area_key: 2, household: 0 }, Purpose::Design, 0, 0);
    let n = 20_000;
    let mut counts = [0.0; 4];
    (0..n).for_each(|_| counts[distribution.quantile(unit(stream.next_u64())) as usize] += 1.0);
    let term =
        |(count, prob): (&f64, &f64)| (count - prob * f64::from(n)).powi(2) / (prob * f64::from(n));
    let statistic: f64 = counts.iter().zip(&probs).map(term).sum();
    // Abramowitz & Stegun, table 26.8: 3 degrees of freedom, probability 0.001.
    assert!(statistic < 16.266, "{statistic}");
}

/// Both ways of looking a quantile up agree: by the definition, and in one pass over ascending values.
#[test]
fn ascending_discrete_values_have_the_quantiles_of_their_definition() {
    let ascending = Distribution::Discrete {
        values: vec![-1.0, 0.0, 0.0, 2.0, 5.0],
        probs: vec![0.25, 0.125, 0.125, 0.0, 0.5],
    };
    let shuffled = Distribution::Discrete {
        values: vec![5.0, 0.0, 2.0, -1.0, 0.0],
        probs: vec![0.5, 0.125, 0.0, 0.25, 0.125],
    };
    for (u, expected) in
        [(0.1, -1.0), (0.25, -1.0), (0.26, 0.0), (0.4, 0.0), (0.5, 0.0), (0.51, 5.0), (1.0, 5.0)]
    {
        assert_eq!((ascending.quantile(u), shuffled.quantile(u)), (expected, expected), "{u}");
    }
}
