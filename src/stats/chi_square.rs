//! The chi-square distribution, as a test of how well targets agree.

use super::special::{gamma_log_quantile, gamma_tails};

/// Chance that a chi-square number with so many degrees of freedom is larger than `x`: the upper tail of a gamma
/// distribution with shape degrees / 2 at x / 2.
pub fn chi_square_tail(x: f64, degrees: usize) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    libm::exp(gamma_tails(0.5 * degrees as f64, 0.5 * x).upper)
}

/// The value that a chi-square number with so many degrees of freedom stays below with chance `p`; 0 without degrees
/// of freedom.
pub fn chi_square_quantile(p: f64, degrees: usize) -> f64 {
    if degrees == 0 { 0.0 } else { 2.0 * libm::exp(gamma_log_quantile(0.5 * degrees as f64, p)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Abramowitz & Stegun, "Handbook of mathematical functions" (1964), table 26.8: the values with a chance of 0.05
    /// and 0.001 above them.
    #[test]
    fn tails_are_those_of_the_handbook() {
        for (degrees, at_5_percent, at_1_permille) in [
            (1, 3.84146, 10.828),
            (2, 5.99146, 13.816),
            (5, 11.0705, 20.515),
            (30, 43.7729, 59.703),
        ] {
            assert!((chi_square_tail(at_5_percent, degrees) - 0.05).abs() < 1e-6);
            assert!((chi_square_tail(at_1_permille, degrees) - 0.001).abs() < 1e-6);
            assert!((chi_square_quantile(0.95, degrees) - at_5_percent).abs() < 1e-4);
        }
        assert_eq!(chi_square_tail(0.0, 3), 1.0);
        assert!((chi_square_tail(7.0, 2) - libm::exp(-3.5)).abs() < 1e-15, "exponential");
    }
}
