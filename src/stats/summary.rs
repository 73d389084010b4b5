//! Summaries of a sample, each with its Monte Carlo error: mean, standard deviation, quantiles, probabilities.
//!
//! Sums are compensated and taken in the order of the sample, so that the same sample always gives the same
//! bits. Nothing here is ever NaN for a sample of finite numbers: what cannot be known (an error from one draw)
//! is `None`. It must not know what the numbers mean.
//!
//! The errors hold for independent draws. A Latin hypercube or Sobol design estimates a mean more precisely than
//! that (McKay, Beckman & Conover 1979; Stein, Technometrics 29, 1987): for these the standard error of the mean
//! given here is conservative, an upper bound rather than an estimate.

use super::special::{beta_tails, normal_quantile};

/// Sum with Neumaier's compensation ("Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
/// Zeitschrift fuer Angewandte Mathematik und Mechanik 54, 1974).
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + lost
}

/// Arithmetic mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values.iter().copied()) / values.len() as f64)
}

/// Standard deviation with denominator n - 1; `None` below two values.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    let centre = mean(values).filter(|_| values.len() > 1)?;
    let squares = sum(values.iter().map(|value| (value - centre) * (value - centre)));
    Some(libm::sqrt(squares / (values.len() - 1) as f64))
}

/// Monte Carlo standard error of the mean, sd / sqrt(n); `None` below two values. See the module on designs.
pub fn standard_error(values: &[f64]) -> Option<f64> {
    standard_deviation(values).map(|sd| sd / libm::sqrt(values.len() as f64))
}

/// The values from small to large.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Quantile `p` in [0, 1] of an ascending sample: type 7 of Hyndman & Fan ("Sample quantiles in statistical
/// packages", American Statistician 50, 1996), the default of R and NumPy. With h = (n - 1) p it lies between
/// the values of (0-based) order floor(h) and floor(h) + 1, at the fraction h - floor(h). `None` of nothing.
pub fn quantile(ascending: &[f64], p: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let h = last as f64 * p.clamp(0.0, 1.0);
    let below = (h as usize).min(last);
    let above = (below + 1).min(last);
    let share = h - below as f64;
    // Equal neighbours exactly, also where their difference would round.
    Some(if ascending[below] == ascending[above] {
        ascending[below]
    } else {
        ascending[below] * (1.0 - share) + ascending[above] * share
    })
}

/// Standard errors of the quantile `p` of samples of `n` values: weights computed once for many samples.
///
/// Maritz & Jarrett, "A note on estimating the variance of the sample median", Journal of the American
/// Statistical Association 73 (1978): with m = floor(n p + 1/2), the quantile is taken as the order statistic m,
/// which has the moments C_r = sum_i W_i x_(i)^r of the sample, W_i = I_{i/n}(m, n - m + 1) -
/// I_{(i-1)/n}(m, n - m + 1); the error is sqrt(C_2 - C_1^2).
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileError {
    weights: Vec<f64>,
}

impl QuantileError {
    /// For samples of `n` values and `p` in (0, 1).
    pub fn new(n: usize, p: f64) -> Self {
        let size = n as f64;
        let order = libm::floor(size * p + 0.5).clamp(1.0, size.max(1.0));
        let share = |i: usize| match i {
            0 => 0.0,
            i if i == n => 1.0,
            i => {
                let x = i as f64 / size;
                beta_tails(order, size - order + 1.0, x, (n - i) as f64 / size).cdf()
            }
        };
        Self { weights: (0..n).map(|i| (share(i + 1) - share(i)).max(0.0)).collect() }
    }

    /// The standard error of the quantile of an ascending sample; `None` below two values or of another size.
    pub fn of(&self, ascending: &[f64]) -> Option<f64> {
        if ascending.len() < 2 || ascending.len() != self.weights.len() {
            return None;
        }
        let pairs = || ascending.iter().zip(&self.weights);
        let centre = sum(pairs().map(|(value, weight)| value * weight));
        let square =
            sum(pairs().map(|(value, weight)| weight * (value - centre) * (value - centre)));
        Some(libm::sqrt(square.max(0.0)))
    }
}

/// Confidence interval of the quantile `p` at `level`, from order statistics: the number of values below the true
/// quantile is Binomial(n, p), whatever the distribution (David & Nagaraja, "Order statistics", third edition,
/// 2003, section 7.1). Half of 1 - level is left on each side at most; `None` where the sample is too small for
/// that.
pub fn quantile_interval(ascending: &[f64], p: f64, level: f64) -> Option<(f64, f64)> {
    let n = ascending.len();
    let tail = 0.5 * (1.0 - level);
    // P(Binomial(n, p) <= k) = 1 - I_p(k + 1, n - k), as logarithms of both tails.
    let at_most = |k: usize| beta_tails(k as f64 + 1.0, (n - k) as f64, p, 1.0 - p);
    // As many orders k from 0 have P(B <= k) <= tail: the value of that (0-based) order is the lower end.
    let low = count_while(n, |k| libm::exp(at_most(k).upper) <= tail).checked_sub(1)?;
    // The smallest k with P(B > k) <= tail is the (0-based) order of the upper end.
    let high = count_while(n, |k| libm::exp(at_most(k).lower) > tail);
    ascending.get(high).map(|value| (ascending[low], *value))
}

/// How many of 0 .. n, from 0 on, have a property that later ones do not have.
fn count_while(n: usize, has: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        (low, high) = if has(middle) { (middle + 1, high) } else { (low, middle) };
    }
    low
}

/// Wilson's score interval of a probability ("Probable inference, the law of succession, and statistical
/// inference", Journal of the American Statistical Association 22, 1927) after `successes` in `n` independent
/// draws, at `level`. Never outside [0, 1], and of width above 0 also where all or none succeed; [0, 1] for n = 0.
pub fn wilson_interval(successes: usize, n: usize, level: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (n, share) = (n as f64, successes as f64 / n as f64);
    let z = normal_quantile(0.5 * (1.0 + level));
    let centre = share + z * z / (2.0 * n);
    let half = z * libm::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
    let scale = 1.0 + z * z / n;
    let low = if share == 0.0 { 0.0 } else { (centre - half) / scale };
    let high = if share == 1.0 { 1.0 } else { (centre + half) / scale };
    (low.max(0.0), high.min(1.0))
}

/// Standard error of a probability estimated as a share of `n` independent draws, sqrt(p (1 - p) / n); `None`
/// below two draws. For intervals take [`wilson_interval`]: this one is 0 where all or none succeed.
pub fn probability_error(successes: usize, n: usize) -> Option<f64> {
    let share = successes as f64 / n.max(1) as f64;
    (n > 1).then(|| libm::sqrt(share * (1.0 - share) / n as f64))
}

#[cfg(test)]
mod tests;
