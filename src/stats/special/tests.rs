//! Expected values: mpmath 1.3 with 40 digits, from loggamma, gammainc, betainc and erfc.

use super::*;

#[track_caller]
fn assert_close(found: f64, expected: f64, relative: f64) {
    let error = (found - expected).abs();
    assert!(error <= relative * expected.abs(), "found {found:e}, expected {expected:e}");
}

/// On both sides of the change of formula at 15.
#[test]
fn the_error_of_stirlings_formula() {
    for (z, expected) in [
        (0.01, 1.434_007_953_703_184_2),
        (1.0, 0.081_061_466_795_327_26),
        (14.9, 0.005_592_002_512_250_831),
        (15.0, 0.005_554_733_551_962_801),
        (20.0, 0.004_166_319_691_996_922),
        (1000.0, 8.333_333_055_555_635e-5),
    ] {
        assert!(
            (stirling_error(z) - expected).abs() < 1e-14 * if z < 15.0 { 1.0 } else { expected }
        );
    }
}

#[test]
fn both_tails_of_the_gamma_distribution() {
    for (a, x, lower, upper) in [
        (0.7, 1e-20, -32.140_383_604_509_57, -1.100_547_405_523_677_7e-14),
        (3.0, 30.0, -4.501_016_648_113_42e-11, -23.824_132_729_894_24),
        (1000.0, 900.0, -7.505_769_994_233_892, -5.500_535_174_143_447e-4),
        (1000.0, 1200.0, -1.288_160_609_457_822_2e-9, -20.470_050_520_898_304),
        (50.5, 50.5, -0.656_400_767_057_583_1, -0.731_295_574_485_073_2),
    ] {
        let tails = gamma_tails(a, x);
        assert_close(tails.lower, lower, 1e-13);
        assert_close(tails.upper, upper, 1e-12);
    }
}

#[test]
fn both_tails_of_the_beta_distribution() {
    for (a, b, x, lower, upper) in [
        (2.0, 3.0, 1e-9, -39.654_772_205_998_1, -5.999_999_992e-18),
        (0.3, 0.4, 0.999, -0.031_348_573_140_498_324, -3.478_219_866_494_361_4),
        (300.0, 700.0, 0.25, -8.623_154_010_957_116, -1.799_081_602_299_787e-4),
        (300.0, 700.0, 0.37, -1.555_927_446_435_769_5e-6, -13.373_439_539_513_474),
    ] {
        let tails = beta_tails(a, b, x, 1.0 - x);
        assert_close(tails.lower, lower, 1e-12);
        assert_close(tails.upper, upper, 1e-12);
    }
}

#[test]
fn the_normal_distribution_function_far_out() {
    for (x, expected) in [
        (-30.0, 4.906_713_927_148_187e-198),
        (-5.0, 2.866_515_718_791_939e-7),
        (-1.0, 0.158_655_253_931_457_05),
        (0.5, 0.691_462_461_274_013_1),
    ] {
        // At -30 the rounding of x / sqrt 2 alone is worth 900 * 1e-16.
        assert_close(normal_cdf(x), expected, 3e-13);
    }
}

/// The printed table of the NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2.
#[test]
fn quantiles_of_student() {
    for (degrees, p, expected) in [
        (1.0, 0.95, 6.314),
        (1.0, 0.975, 12.706),
        (9.0, 0.95, 1.833),
        (9.0, 0.975, 2.262),
        (39.0, 0.95, 1.685),
        (100.0, 0.995, 2.626),
    ] {
        assert!((student_quantile(p, degrees) - expected).abs() < 5.1e-4, "{p} {degrees}");
        assert!((student_quantile(1.0 - p, degrees) + expected).abs() < 5.1e-4, "{p} {degrees}");
    }
    assert_eq!(student_quantile(0.5, 3.0), 0.0);
    // With ever more degrees of freedom the normal distribution.
    assert_close(student_quantile(0.95, 1e9), normal_quantile(0.95), 1e-8);
}
