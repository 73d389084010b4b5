//! The coordinates in which a fit walks: every parameter between its bounds as a share 0..1 of the way from one to
//! the other, on a linear or a logarithmic scale, and that share as a free number without bounds.
//!
//! The logistic transform keeps every step within the bounds; near a bound it goes flat, so that a parameter whose
//! best value lies beyond one comes to rest at it. It must not know what the parameters mean.

/// How a parameter is measured between its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    Linear,
    /// For what multiplies; the lower bound must be above zero.
    Log,
}

/// The interval in which a parameter may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub min: f64,
    pub max: f64,
    pub scale: Scale,
}

/// A share nearer to 0 or 1 than this counts as at the bound.
const AT_BOUND: f64 = 0.005;
/// Starting points keep this far from the bounds: the transform is flat there.
const OFF_BOUND: f64 = 0.02;
/// Largest step of a difference quotient, as a share of the interval.
const WIDEST_STEP: f64 = 0.03;
/// Largest step of a difference quotient, relative to the value: counts of households jump, and a smaller step would
/// measure the jumps.
const RELATIVE_STEP: f64 = 0.1;

/// A bound at which a parameter came to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Lower,
    Upper,
}

impl Range {
    /// The value at a share of the way.
    pub fn value(&self, share: f64) -> f64 {
        let value = match self.scale {
            Scale::Linear => self.min + (self.max - self.min) * share,
            Scale::Log => self.min * libm::exp(libm::log(self.max / self.min) * share),
        };
        value.clamp(self.min, self.max)
    }

    /// The share of the way at a value; 0 or 1 outside the bounds.
    pub fn share(&self, value: f64) -> f64 {
        let share = match self.scale {
            Scale::Linear => (value - self.min) / (self.max - self.min),
            Scale::Log if value <= self.min => 0.0,
            Scale::Log => libm::log(value / self.min) / libm::log(self.max / self.min),
        };
        share.clamp(0.0, 1.0)
    }

    /// How fast the value grows with the share.
    pub fn slope(&self, share: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.max - self.min,
            Scale::Log => self.value(share) * libm::log(self.max / self.min),
        }
    }

    /// Shares on both sides of one, for a difference quotient; one-sided at a bound.
    pub fn around(&self, share: f64) -> (f64, f64) {
        let relative = match self.scale {
            Scale::Linear => RELATIVE_STEP * self.value(share).abs() / (self.max - self.min),
            Scale::Log => libm::log1p(RELATIVE_STEP) / libm::log(self.max / self.min),
        };
        let step = relative.clamp(0.1 * WIDEST_STEP, WIDEST_STEP);
        ((share - step).max(0.0), (share + step).min(1.0))
    }

    /// A share from which a fit can start.
    pub fn start(&self, value: f64) -> f64 {
        self.share(value).clamp(OFF_BOUND, 1.0 - OFF_BOUND)
    }
}

/// The bound that a share has reached, if any.
pub fn bound(share: f64) -> Option<Bound> {
    match share {
        share if share < AT_BOUND => Some(Bound::Lower),
        share if share > 1.0 - AT_BOUND => Some(Bound::Upper),
        _ => None,
    }
}

/// The free number of a share strictly between 0 and 1.
pub fn free(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

/// The share of a free number.
pub fn share(free: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-free))
}

/// How fast the share grows with the free number.
pub fn share_slope(share: f64) -> f64 {
    share * (1.0 - share)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: Range = Range { min: 0.5, max: 8.0, scale: Scale::Log };
    const LINEAR: Range = Range { min: -2.0, max: 6.0, scale: Scale::Linear };

    /// Halfway between 1/2 and 8 on a logarithmic scale is their geometric mean, 2.
    #[test]
    fn halfway_is_the_arithmetic_or_the_geometric_mean() {
        assert!((LOG.value(0.5) - 2.0).abs() < 1e-12);
        assert_eq!(LINEAR.value(0.5), 2.0);
        assert!((LOG.share(2.0) - 0.5).abs() < 1e-12);
        assert_eq!(LINEAR.share(2.0), 0.5);
    }

    #[test]
    fn values_never_leave_the_bounds() {
        for range in [LOG, LINEAR] {
            for x in [-1e3, -40.0, -1.0, 0.0, 1.0, 40.0, 1e3] {
                let value = range.value(share(x));
                assert!((range.min..=range.max).contains(&value), "{value}");
            }
            assert_eq!((range.share(-9.0), range.share(9.0)), (0.0, 1.0));
        }
    }

    #[test]
    fn slopes_are_derivatives() {
        for (range, at) in [(LOG, 0.3), (LINEAR, 0.7)] {
            let quotient = (range.value(at + 1e-6) - range.value(at - 1e-6)) / 2e-6;
            assert!((quotient / range.slope(at) - 1.0).abs() < 1e-6);
        }
        let quotient = (share(0.4 + 1e-6) - share(0.4 - 1e-6)) / 2e-6;
        assert!((quotient / share_slope(share(0.4)) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn difference_quotients_stay_within_the_bounds() {
        assert_eq!(LINEAR.around(0.0).0, 0.0);
        assert_eq!(LOG.around(1.0).1, 1.0);
        let (low, high) = LOG.around(0.5);
        assert!((LOG.value(high) / LOG.value(0.5) - 16.0_f64.powf(0.03)).abs() < 1e-12, "3% of it");
        assert!(low < 0.5 && bound(low).is_none());
        assert_eq!((bound(0.001), bound(0.999)), (Some(Bound::Lower), Some(Bound::Upper)));
    }
}
