//! Quantiles of counts: binomial and Poisson.

use super::special::{beta_tails, gamma_tails};

/// The smallest number of successes k in `n` trials with P(count <= k) >= u, for a whole n, p in [0, 1] and u in (0,
/// 1). P(count <= k) is the beta distribution function I_{1-p}(n - k, k + 1) (Abramowitz & Stegun 26.5.24).
pub fn binomial_quantile(n: f64, p: f64, u: f64) -> f64 {
    if n <= 0.0 || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return n;
    }
    let below = |k: f64| {
        if k >= n { 1.0 } else { beta_tails(n - k, k + 1.0, 1.0 - p, p).cdf() }
    };
    smallest(below, u, n * p, libm::sqrt(n * p * (1.0 - p)), n)
}

/// The smallest number of events k with P(count <= k) >= u, for a mean that is not negative and u in (0, 1). P(count
/// <= k) is the upper tail of the gamma distribution of shape k + 1 at the mean (Abramowitz & Stegun 26.4.21).
pub fn poisson_quantile(mean: f64, u: f64) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    let below = |k: f64| libm::exp(gamma_tails(k + 1.0, mean).upper);
    smallest(below, u, mean, libm::sqrt(mean), f64::INFINITY)
}

/// The smallest whole number up to `most` at which an increasing distribution function reaches `u`: brackets around
/// the middle that double, then halving.
fn smallest(below: impl Fn(f64) -> f64, u: f64, middle: f64, spread: f64, most: f64) -> f64 {
    let mut reach = spread.max(1.0);
    let mut high = libm::floor(middle + reach).min(most);
    while high < most && below(high) < u {
        reach *= 2.0;
        high = libm::floor(middle + reach).min(most);
    }
    let mut low = -1.0;
    while high - low > 1.0 {
        let between = libm::floor(0.5 * (low + high));
        if below(between) >= u { high = between } else { low = between }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Binomial(5, 0.3): cumulative 0.16807, 0.52822, 0.83692, 0.96922, 0.99757, 1 (National Bureau of Standards,
    /// "Tables of the binomial probability distribution", 1950).
    #[test]
    fn binomial_quantiles_step_at_the_printed_probabilities() {
        let cumulative = [0.16807, 0.52822, 0.83692, 0.96922, 0.99757];
        for (k, printed) in cumulative.into_iter().enumerate() {
            assert_eq!(binomial_quantile(5.0, 0.3, printed - 1e-5), k as f64);
            assert_eq!(binomial_quantile(5.0, 0.3, printed + 1e-5), k as f64 + 1.0);
        }
        assert_eq!(binomial_quantile(5.0, 0.0, 0.9), 0.0);
        assert_eq!(binomial_quantile(5.0, 1.0, 0.1), 5.0);
        assert_eq!(binomial_quantile(0.0, 0.5, 0.5), 0.0);
    }

    /// The definition, by adding up probabilities.
    #[test]
    fn poisson_quantiles_are_those_of_added_up_probabilities() {
        for mean in [0.2, 1.0, 7.5, 40.0] {
            let (mut k, mut term, mut sum) = (0.0, libm::exp(-mean), libm::exp(-mean));
            for u in [0.01, 0.2, 0.5, 0.9, 0.999] {
                while sum < u {
                    k += 1.0;
                    term *= mean / k;
                    sum += term;
                }
                assert_eq!(poisson_quantile(mean, u), k, "mean {mean}, u {u}");
            }
        }
        assert_eq!(poisson_quantile(0.0, 0.99), 0.0);
    }

    #[test]
    fn quantiles_of_large_counts_are_near_the_normal_ones() {
        let found = binomial_quantile(1e6, 0.25, 0.975);
        assert!((found - (250_000.0 + 1.959_96 * 433.0127)).abs() < 2.0, "{found}");
        let found = poisson_quantile(1e6, 0.025);
        assert!((found - (1e6 - 1.959_96 * 1000.0)).abs() < 3.0, "{found}");
    }
}
