//! The normal distribution truncated to an interval, with quantile, mean and standard deviation that stay
//! precise in the tails and on narrow intervals.
//!
//! Johnson, Kotz & Balakrishnan, "Continuous univariate distributions" 1, second edition (1994), section 13.10.1.
//! An interval more than 37 standard deviations away from the mean has no probability in double precision:
//! its nearest bound then stands for all of it.

use super::special::{normal_cdf, normal_density, normal_quantile};

/// Below this change of the logarithm of the density across the interval (and width in standard deviations),
/// differences cancel and quadrature is exact in double precision.
const NARROW: f64 = 0.2;

/// Nodes on (-1, 1) and weights of Gauss-Legendre quadrature of order 5 (Abramowitz & Stegun, table 25.4).
const GAUSS_LEGENDRE: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.906_179_845_938_664, 0.236_926_885_056_189_08),
];

/// Normal(mean, sd) given that it lies in [min, max].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TruncatedNormal {
    mean: f64,
    sd: f64,
    min: f64,
    max: f64,
    /// Bounds in standard deviations from the mean, mirrored if need be so that most of it lies below zero.
    low: f64,
    high: f64,
    mirrored: bool,
}

impl TruncatedNormal {
    /// Bounds may be infinite. With sd 0 or an interval of one point it is a constant.
    pub fn new(mean: f64, sd: f64, min: f64, max: f64) -> Self {
        let (low, high) = ((min - mean) / sd, (max - mean) / sd);
        let mirrored = low + high > 0.0;
        let (low, high) = if mirrored { (-high, -low) } else { (low, high) };
        Self { mean, sd, min, max, low, high, mirrored }
    }

    /// The value that everything comes down to, where there is no spread.
    fn constant(&self) -> Option<f64> {
        let degenerate = self.sd <= 0.0 || self.max <= self.min || normal_cdf(self.high) == 0.0;
        degenerate.then(|| self.mean.clamp(self.min, self.max))
    }

    fn narrow(&self) -> bool {
        (self.high - self.low) * self.low.abs().max(self.high.abs()).max(1.0) < NARROW
    }

    /// Back from standard deviations to the scale of the quantity.
    fn value(&self, z: f64) -> f64 {
        let z = if self.mirrored { -z } else { z };
        (self.mean + self.sd * z).clamp(self.min, self.max)
    }

    /// Density between the bounds relative to that at their middle, integrated against `weight` by quadrature.
    fn integrate(&self, low: f64, high: f64, weight: impl Fn(f64) -> f64) -> f64 {
        let (middle, half) = (0.5 * (self.low + self.high), 0.5 * (high - low));
        let centre = 0.5 * (low + high);
        let term = |(node, share): &(f64, f64)| {
            let z = centre + half * node;
            share * libm::exp(-0.5 * (z - middle) * (z + middle)) * weight(z)
        };
        half * GAUSS_LEGENDRE.iter().map(term).sum::<f64>()
    }

    /// Share of the probability between the bounds that lies below `z` (mirrored scale).
    fn below(&self, z: f64) -> f64 {
        if self.narrow() {
            return self.integrate(self.low, z, |_| 1.0)
                / self.integrate(self.low, self.high, |_| 1.0);
        }
        let floor = normal_cdf(self.low);
        (normal_cdf(z) - floor) / (normal_cdf(self.high) - floor)
    }

    /// Inverse distribution function at `u` in (0, 1).
    pub fn quantile(&self, u: f64) -> f64 {
        if let Some(constant) = self.constant() {
            return constant;
        }
        let u = if self.mirrored { 1.0 - u } else { u };
        if self.narrow() {
            return self.value(self.narrow_quantile(u));
        }
        let (floor, ceiling) = (normal_cdf(self.low), normal_cdf(self.high));
        // p = floor + u (ceiling - floor) from whichever side of one half keeps its digits.
        let upper = normal_cdf(-self.high) + (1.0 - u) * (ceiling - floor);
        let z = if upper < 0.5 {
            -normal_quantile(upper)
        } else {
            normal_quantile(floor + u * (ceiling - floor))
        };
        self.value(z.clamp(self.low, self.high))
    }

    /// Newton's method from the uniform distribution over the interval, which it nearly is.
    fn narrow_quantile(&self, u: f64) -> f64 {
        let total = self.integrate(self.low, self.high, |_| 1.0);
        let middle = 0.5 * (self.low + self.high);
        let mut z = self.low + u * (self.high - self.low);
        for _ in 0..20 {
            let density = libm::exp(-0.5 * (z - middle) * (z + middle)) / total;
            let step = (self.below(z) - u) / density;
            z = (z - step).clamp(self.low, self.high);
            if step.abs() <= f64::EPSILON * (self.high - self.low) {
                break;
            }
        }
        z
    }

    /// Probability of at most `x`, for x in [min, max].
    pub fn cdf(&self, x: f64) -> f64 {
        if let Some(constant) = self.constant() {
            return if x < constant { 0.0 } else { 1.0 };
        }
        let z = (x - self.mean) / self.sd;
        if self.mirrored { 1.0 - self.below(-z) } else { self.below(z) }
    }

    /// (phi(low) - phi(high)) / Z: the mean in standard deviations, on the mirrored scale.
    fn standard_mean(&self) -> f64 {
        if self.narrow() {
            let middle = 0.5 * (self.low + self.high);
            let shift = self.integrate(self.low, self.high, |z| z - middle);
            return middle + shift / self.integrate(self.low, self.high, |_| 1.0);
        }
        (normal_density(self.low) - normal_density(self.high))
            / (normal_cdf(self.high) - normal_cdf(self.low))
    }

    /// mean + sd (phi(low) - phi(high)) / Z.
    pub fn mean(&self) -> f64 {
        self.constant().unwrap_or_else(|| self.value(self.standard_mean()))
    }

    /// sd sqrt(1 + (low phi(low) - high phi(high)) / Z - ((phi(low) - phi(high)) / Z)^2).
    pub fn sd(&self) -> f64 {
        if self.constant().is_some() {
            return 0.0;
        }
        let centre = self.standard_mean();
        if self.narrow() {
            let square = self.integrate(self.low, self.high, |z| (z - centre) * (z - centre));
            return self.sd * libm::sqrt(square / self.integrate(self.low, self.high, |_| 1.0));
        }
        let edge = |z: f64| if z.is_finite() { z * normal_density(z) } else { 0.0 };
        let mass = normal_cdf(self.high) - normal_cdf(self.low);
        let variance = 1.0 + (edge(self.low) - edge(self.high)) / mass - centre * centre;
        self.sd * libm::sqrt(variance.max(0.0))
    }
}
