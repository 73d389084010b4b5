//! Summaries of a sample, each with its Monte Carlo error: mean, standard deviation, quantiles, probabilities.
//!
//! Sums are compensated and taken in the order of the sample, so that the same sample always gives the same
//! bits. Nothing here is ever NaN for a sample of finite numbers: what cannot be known (an error from one draw)
//! is `None`. It must not know what the numbers mean.
//!
//! The errors hold for independent draws; [`super::Blocks`] has those of dependent ones. A Latin hypercube or Sobol design estimates a mean more precisely than
//! that (McKay, Beckman & Conover 1979; Stein, Technometrics 29, 1987): for these the standard error of the mean
//! given here is conservative, an upper bound rather than an estimate.

use super::root;
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

/// Whether a figure is more than two standard errors above or below zero; not, where its error is not known.
pub fn is_beyond_two_errors(value: f64, standard_error: Option<f64>) -> bool {
    standard_error.is_some_and(|error| value.abs() > 2.0 * error)
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
    Some(interpolated(ascending, last as f64 * p.clamp(0.0, 1.0)))
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

    /// For samples of `n` values that are worth `size` independent ones, at most `n`: the order statistic has the
    /// beta distribution with the same mean and the spread that belongs to `size`.
    ///
    /// The distribution function is taken at some two hundred orders around the quantile and the weight between two
    /// of them divided evenly: this is done for every figure, since each has a size of its own.
    pub fn of_dependent(n: usize, p: f64, size: f64) -> Self {
        let order = libm::floor(n as f64 * p + 0.5).clamp(1.0, (n as f64).max(1.0));
        let scale = size / n as f64;
        let (a, b) = (order * scale, (n as f64 - order + 1.0) * scale);
        let (centre, spread) = (a / (a + b), libm::sqrt(a * b / (a + b + 1.0)) / (a + b));
        let place = |x: f64| (x * n as f64).clamp(0.0, n as f64) as usize;
        let (first, last) =
            (place(centre - 8.0 * spread), (place(centre + 8.0 * spread) + 1).min(n));
        let share = |i: usize| match i {
            0 => 0.0,
            i if i == n => 1.0,
            i => beta_tails(a, b, i as f64 / n as f64, (n - i) as f64 / n as f64).cdf(),
        };
        let mut weights = vec![0.0; n];
        let stride = ((last - first) / 200).max(1);
        let mut reached = share(first);
        for from in (first..last).step_by(stride) {
            let to = (from + stride).min(last);
            let next = share(to);
            weights[from..to].fill((next - reached).max(0.0) / (to - from) as f64);
            reached = next;
        }
        // What lies beyond eight standard deviations belongs to the whole.
        let all: f64 = sum(weights.iter().copied());
        weights.iter_mut().for_each(|weight| *weight /= all);
        Self { weights }
    }

    /// Weight of each value of an ascending sample: the probability that it is the quantile of a resample.
    pub fn weights(&self) -> &[f64] {
        &self.weights
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

/// Confidence interval of the quantile `p` at `level`, from fractional order statistics, with an error of the
/// level that is small already for some tens of draws, where [`quantile_interval`] is wider than it says.
///
/// Hutson, "Calculating nonparametric confidence intervals for quantiles using fractional order statistics",
/// Journal of Applied Statistics 26 (1999): the order k of n uniform numbers, k any real number in (0, n + 1), is
/// Beta(k, n + 1 - k); each end is the value, between neighbours by straight line, of the order that lies beyond
/// the quantile with probability (1 - level) / 2. `size` is n, or the number of independent draws that dependent
/// ones are worth; orders are then stretched to the sample. `None` where the order is not between the smallest and
/// the largest value.
pub fn fractional_interval(ascending: &[f64], p: f64, level: f64, size: f64) -> Option<(f64, f64)> {
    let tail = 0.5 * (1.0 - level);
    let stretch = (ascending.len() as f64 + 1.0) / (size + 1.0);
    // P(order k lies below the quantile) = P(Beta(k, size + 1 - k) <= p) falls from 1 to 0 in k.
    let order = |probability: f64| {
        let below = |k: f64| beta_tails(k, size + 1.0 - k, p, 1.0 - p).cdf() - probability;
        // An order more than eight standard deviations away has no such probability at any usual level.
        let (centre, spread) = (p * (size + 1.0), 8.0 * libm::sqrt(size * p * (1.0 - p)) + 2.0);
        let (first, last) = (1e-4, size + 1.0 - 1e-4);
        root::bracketed(below, (centre - spread).max(first), (centre + spread).min(last), 1e-5)
    };
    let at = |order: f64| {
        let place = order * stretch - 1.0;
        let within = place >= 0.0 && place <= (ascending.len() - 1) as f64;
        within.then(|| interpolated(ascending, place))
    };
    Some((at(order(1.0 - tail)?)?, at(order(tail)?)?))
}

/// The value at a (0-based, fractional) place between those of an ascending sample.
fn interpolated(ascending: &[f64], place: f64) -> f64 {
    let last = ascending.len() - 1;
    let below = (place as usize).min(last);
    let above = (below + 1).min(last);
    let share = place - below as f64;
    // Equal neighbours exactly, also where their difference would round.
    if ascending[below] == ascending[above] {
        ascending[below]
    } else {
        ascending[below] * (1.0 - share) + ascending[above] * share
    }
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
    wilson_interval_of_share(successes as f64 / n as f64, n as f64, level)
}

/// The same for a share of `n` independent draws, or of dependent ones that are worth `n` (Korn & Graubard,
/// "Confidence intervals for proportions with small expected number of positive counts estimated from survey
/// data", Survey Methodology 24, 1998); `n` above 0.
pub fn wilson_interval_of_share(share: f64, n: f64, level: f64) -> (f64, f64) {
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
