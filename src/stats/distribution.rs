//! Distributions of uncertain quantities: inverse distribution function, distribution function, mean, standard
//! deviation and support of each kind. Fitting to a mean or to percentiles is in `fit`.
//!
//! It must not make random numbers (a quantile of a given number is asked for) nor judge parameters: whoever
//! reads a scenario makes sure that they are possible.

use super::normal::TruncatedNormal;
use super::special::{beta_quantile, beta_tails, gamma_log_quantile, gamma_tails};
use super::special::{normal_cdf, normal_quantile};

/// The distribution of one uncertain number.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Beta over [min, max] with mean (min + 4 mode + max) / 6 (Malcolm, Roseboom, Clark & Fazar, "Application
    /// of a technique for research and development program evaluation", Operations Research 7, 1959).
    Pert { min: f64, mode: f64, max: f64 },
    /// Density a triangle over [min, max] with its top at the mode.
    Triangular { min: f64, mode: f64, max: f64 },
    /// Every value in [min, max] equally likely.
    Uniform { min: f64, max: f64 },
    /// Truncated to [min, max] where these are finite. `mean` and `sd` are of the untruncated normal.
    Normal { mean: f64, sd: f64, min: f64, max: f64 },
    /// Natural logarithm is Normal(mu, sigma).
    Lognormal { mu: f64, sigma: f64 },
    /// Mean shape * scale.
    Gamma { shape: f64, scale: f64 },
    /// Over [0, 1], mean a / (a + b).
    Beta { a: f64, b: f64 },
    /// `values` ascending or not; `probs` add up to 1.
    Discrete { values: Vec<f64>, probs: Vec<f64> },
    /// A beta times a factor above 0: over [0, factor].
    ScaledBeta { a: f64, b: f64, factor: f64 },
}

impl Distribution {
    /// The distribution of the number times a factor above 0.
    pub fn scaled(self, f: f64) -> Self {
        match self {
            Self::Pert { min, mode, max } => {
                Self::Pert { min: min * f, mode: mode * f, max: max * f }
            }
            Self::Triangular { min, mode, max } => {
                Self::Triangular { min: min * f, mode: mode * f, max: max * f }
            }
            Self::Uniform { min, max } => Self::Uniform { min: min * f, max: max * f },
            Self::Normal { mean, sd, min, max } => {
                Self::Normal { mean: mean * f, sd: sd * f, min: min * f, max: max * f }
            }
            Self::Lognormal { mu, sigma } => Self::Lognormal { mu: mu + libm::log(f), sigma },
            Self::Gamma { shape, scale } => Self::Gamma { shape, scale: scale * f },
            Self::Beta { a, b } => Self::ScaledBeta { a, b, factor: f },
            Self::ScaledBeta { a, b, factor } => Self::ScaledBeta { a, b, factor: factor * f },
            Self::Discrete { values, probs } => {
                Self::Discrete { values: values.iter().map(|value| value * f).collect(), probs }
            }
        }
    }

    /// Inverse distribution function at `u` in (0, 1): the smallest x with cdf(x) >= u.
    pub fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Pert { min, mode, max } => pert_quantile(*min, *mode, *max, u),
            Self::Triangular { min, mode, max } => triangular_quantile(*min, *mode, *max, u),
            Self::Uniform { min, max } => (min + (max - min) * u).clamp(*min, *max),
            Self::Normal { mean, sd, min, max } => {
                TruncatedNormal::new(*mean, *sd, *min, *max).quantile(u)
            }
            Self::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(u)),
            Self::Gamma { shape, scale } => scale * libm::exp(gamma_log_quantile(*shape, u)),
            Self::Beta { a, b } => beta_quantile(*a, *b, u).0,
            Self::ScaledBeta { a, b, factor } => factor * beta_quantile(*a, *b, u).0,
            Self::Discrete { values, probs } => discrete_quantile(values, probs, u),
        }
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x >= high {
            return 1.0;
        }
        if x < low {
            return 0.0;
        }
        match self {
            Self::Pert { min, mode, max } => {
                let (a, b) = pert_shapes(*min, *mode, *max);
                beta_cdf(a, b, (x - min) / (max - min), (max - x) / (max - min))
            }
            Self::Triangular { min, mode, max } => triangular_cdf(*min, *mode, *max, x),
            Self::Uniform { min, max } => (x - min) / (max - min),
            Self::Normal { mean, sd, min, max } => {
                TruncatedNormal::new(*mean, *sd, *min, *max).cdf(x)
            }
            Self::Lognormal { .. } | Self::Gamma { .. } if x <= 0.0 => 0.0,
            Self::Lognormal { mu, sigma } => normal_cdf((libm::log(x) - mu) / sigma),
            Self::Gamma { shape, scale } => gamma_tails(*shape, x / scale).cdf(),
            Self::Beta { a, b } => beta_cdf(*a, *b, x, 1.0 - x),
            Self::ScaledBeta { a, b, factor } => {
                beta_cdf(*a, *b, x / factor, (factor - x) / factor)
            }
            Self::Discrete { values, probs } => discrete_cdf(values, probs, x),
        }
    }

    /// Expected value, in closed form.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Pert { min, mode, max } => (min + 4.0 * mode + max) / 6.0,
            Self::Triangular { min, mode, max } => (min + mode + max) / 3.0,
            Self::Uniform { min, max } => 0.5 * (min + max),
            Self::Normal { mean, sd, min, max } => {
                TruncatedNormal::new(*mean, *sd, *min, *max).mean()
            }
            Self::Lognormal { mu, sigma } => libm::exp(mu + 0.5 * sigma * sigma),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Beta { a, b } => a / (a + b),
            Self::ScaledBeta { a, b, factor } => factor * (a / (a + b)),
            Self::Discrete { values, probs } => {
                values.iter().zip(probs).map(|(value, prob)| value * prob).sum()
            }
        }
    }

    /// Standard deviation, in closed form.
    pub fn sd(&self) -> f64 {
        match self {
            // The shapes add up to 6: (mean - min)(max - mean) / (6 + 1).
            Self::Pert { min, max, .. } => {
                let mean = self.mean();
                libm::sqrt(((mean - min) * (max - mean)).max(0.0) / 7.0)
            }
            Self::Triangular { min, mode, max } => {
                let (left, right) = (mode - min, max - mode);
                libm::sqrt((left * left + left * right + right * right) / 18.0)
            }
            Self::Uniform { min, max } => (max - min) / libm::sqrt(12.0),
            Self::Normal { mean, sd, min, max } => {
                TruncatedNormal::new(*mean, *sd, *min, *max).sd()
            }
            Self::Lognormal { sigma, .. } => self.mean() * libm::sqrt(libm::expm1(sigma * sigma)),
            Self::Gamma { shape, scale } => libm::sqrt(*shape) * scale,
            Self::Beta { a, b } => libm::sqrt(a * b / (a + b + 1.0)) / (a + b),
            Self::ScaledBeta { a, b, factor } => {
                factor * (libm::sqrt(a * b / (a + b + 1.0)) / (a + b))
            }
            Self::Discrete { values, probs } => {
                let mean = self.mean();
                let square = |(value, prob): (&f64, &f64)| prob * (value - mean) * (value - mean);
                libm::sqrt(values.iter().zip(probs).map(square).sum())
            }
        }
    }

    /// Smallest interval with probability 1.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Pert { min, max, .. }
            | Self::Triangular { min, max, .. }
            | Self::Uniform { min, max }
            | Self::Normal { min, max, .. } => (*min, *max),
            Self::Lognormal { .. } | Self::Gamma { .. } => (0.0, f64::INFINITY),
            Self::Beta { .. } => (0.0, 1.0),
            Self::ScaledBeta { factor, .. } => (0.0, *factor),
            Self::Discrete { values, probs } => possible(values, probs)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (value, _)| {
                    (low.min(value), high.max(value))
                }),
        }
    }
}

fn beta_cdf(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { beta_tails(a, b, x, y).cdf() }
}

/// Shapes of the beta distribution behind a PERT: 1 + 4 (mode - min) / (max - min), 1 + 4 (max - mode) / (max - min).
fn pert_shapes(min: f64, mode: f64, max: f64) -> (f64, f64) {
    let range = max - min;
    (1.0 + 4.0 * (mode - min) / range, 1.0 + 4.0 * (max - mode) / range)
}

fn pert_quantile(min: f64, mode: f64, max: f64, u: f64) -> f64 {
    if max <= min {
        return mode;
    }
    let (a, b) = pert_shapes(min, mode, max);
    let (x, y) = beta_quantile(a, b, u);
    // From the nearer end, so that nothing is lost close to either.
    let value = if x < 0.5 { min + (max - min) * x } else { max - (max - min) * y };
    value.clamp(min, max)
}

fn triangular_quantile(min: f64, mode: f64, max: f64, u: f64) -> f64 {
    if max <= min {
        return mode;
    }
    let range = max - min;
    let value = if u * range <= mode - min {
        min + libm::sqrt(u * range * (mode - min))
    } else {
        max - libm::sqrt((1.0 - u) * range * (max - mode))
    };
    value.clamp(min, max)
}

/// (x - min)^2 / (range (mode - min)) up to the mode, its mirror image beyond.
fn triangular_cdf(min: f64, mode: f64, max: f64, x: f64) -> f64 {
    let range = max - min;
    if x < mode {
        (x - min) * (x - min) / (range * (mode - min))
    } else {
        1.0 - (max - x) * (max - x) / (range * (max - mode))
    }
}

fn possible<'a>(values: &'a [f64], probs: &'a [f64]) -> impl Iterator<Item = (f64, f64)> {
    values.iter().copied().zip(probs.iter().copied()).filter(|(_, prob)| *prob > 0.0)
}

fn discrete_cdf(values: &[f64], probs: &[f64], x: f64) -> f64 {
    possible(values, probs).filter(|(value, _)| *value <= x).map(|(_, prob)| prob).sum()
}

/// The smallest value whose cumulative probability reaches `u`; the largest one where rounding leaves it short.
fn discrete_quantile(values: &[f64], probs: &[f64], u: f64) -> f64 {
    if values.is_sorted() {
        return ascending_quantile(values, probs, u);
    }
    let reaches = |value: &f64| discrete_cdf(values, probs, *value) >= u;
    let candidates = || possible(values, probs).map(|(value, _)| value);
    candidates()
        .filter(reaches)
        .min_by(f64::total_cmp)
        .or_else(|| candidates().max_by(f64::total_cmp))
        .unwrap_or(f64::NAN)
}

/// The same for ascending values, of which a posterior has thousands.
fn ascending_quantile(values: &[f64], probs: &[f64], u: f64) -> f64 {
    let (mut sum, mut last) = (0.0, f64::NAN);
    for (value, prob) in possible(values, probs) {
        if value > last && sum >= u {
            return last;
        }
        sum += prob;
        last = value;
    }
    last
}

#[cfg(test)]
mod tests;
