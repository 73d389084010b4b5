//! How likely a target is when the model gives something else: the kernel of the weights.
//!
//! The simulated figure of a draw holds the chance of that draw; the target holds that of the real municipality. A
//! draw whose figure is y has the weight of the error that remains, t - y. Averaged over chance that is the likelihood
//! of the quantities, so weighing draws is exact for the quantities and chance together (Andrieu & Roberts, "The
//! pseudo-marginal approach for efficient Monte Carlo computations", Annals of Statistics 37, 2009); with the interval
//! it is rejection ABC (Beaumont, Zhang & Balding, "Approximate Bayesian computation in population genetics",
//! Genetics 162, 2002), with the target's interval as its tolerance.

use crate::calibration::objective::Observation;

/// The shape of the error of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Normal, with the standard deviation of the target.
    Normal,
    /// Student's t with 4 degrees of freedom on the same scale: forgives a target that is off.
    Student,
    /// 1 within the interval of the target, 0 outside.
    Interval,
}

/// Degrees of freedom of [`Kernel::Student`].
const DEGREES: f64 = 4.0;

/// A target as weights see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    pub observed: Observation,
    /// For [`Kernel::Interval`].
    pub interval: (f64, f64),
}

impl Aim {
    /// Error of a figure in standard deviations.
    pub fn error(&self, figure: f64) -> f64 {
        (figure - self.observed.value) / self.observed.sd
    }
}

impl Kernel {
    /// Logarithm of the weight of a draw with these figures, up to a constant.
    pub fn log_weight(self, aims: &[Aim], figures: &[f64]) -> f64 {
        let pairs = aims.iter().zip(figures);
        pairs
            .map(|(aim, figure)| match self {
                Self::Normal => -0.5 * aim.error(*figure).powi(2),
                Self::Student => {
                    let square = aim.error(*figure).powi(2);
                    -0.5 * (DEGREES + 1.0) * libm::log1p(square / DEGREES)
                }
                Self::Interval if (aim.interval.0..=aim.interval.1).contains(figure) => 0.0,
                Self::Interval => f64::NEG_INFINITY,
            })
            .sum()
    }
}
